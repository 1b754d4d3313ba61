"""Stop words of languages that have no table, so that none is taken for one that has."""

from __future__ import annotations

STOP_WORDS = {
    "hr": (
        "je u se na i da ne što sam si smo ste su bio bila bilo će ću ćeš kako gdje tko zašto "
        "ovdje ovo to taj ta moj moja tvoj nije nisam nisi mi ti on ona oni nas vas mu joj ga je "
        "za od do iz s sa ali ili kad kada ako samo još već ništa sve tu znam moram moramo prije "
        "molim te nego od"
    ),
    "sl": (
        "je v se na in da ne kaj sem si smo ste so bil bila bilo bo bom boš kako kje kdo zakaj "
        "tukaj to ta moj moja tvoj ni nisem nisi jaz ti on ona oni nas vas mu ji ga za od do iz s "
        "z ali ko če samo še že nič vse tu vem moram moramo prosim pri pa čem preden ki kot tudi"
    ),
    "ca": (
        "el la els les i és no que de en un una amb per a se el meu la meva del al però com més "
        "està què jo tu ella molt sóc soc ets som són has he ha hem estat això aquí allà qui on "
        "quan res sempre mai també si us plau d'aquí l'he m'ha s'ha t'he hi ho vaig va fer tot "
        "tota dels als"
    ),
    "gl": (
        "o a os as e é non que de en un unha con por para se seu súa do da dos das no na pero "
        "como máis está eu ti ela moi son es somos hai xa si isto iso aquí onde quen cando nada "
        "todo sempre nunca tamén ao á meu miña teu túa foi ten teño vou vai"
    ),
    "et": (
        "ja ei on ma sa ta me te nad mina sina tema see et kui mis kes kus miks aga või siis nüüd "
        "ka oli olid oled olen pole mu su tema meie teie midagi kõik siin seal juba veel ainult "
        "nii väga peame pean enne kui palun minu sinu kell välja mind sind"
    ),
    "lt": (
        "ir yra ne aš tu jis ji mes jūs jie kad kas ką kur kaip kodėl bet ar tai šis ši mano tavo "
        "buvo buvai buvau nėra nieko viskas čia ten dabar dar jau tik labai su be ant prie iš į "
        "apie prašau turime turiu reikia mane tave kol nuo o"
    ),
    "lv": (
        "un ir nav es tu viņš viņa mēs jūs viņi ka kas ko kur kā kāpēc bet vai tas tā šis šī mans "
        "tavs bija biji biju neko viss šeit tur tagad vēl jau tikai ļoti ar bez uz pie no par "
        "lūdzu man tev mani tevi mums jums jo ja"
    ),
    "is": (
        "og að það er ekki ég þú hann hún við þið þeir þær hvað hver hvar af því en eða um á í "
        "til með frá þetta þessi minn mín þinn var varst eru ert hef hefur sem svo hér þar nú "
        "bara mjög"
    ),
    "id": (
        "dan yang di ke dari ini itu aku kamu dia kita kami mereka tidak bukan ada apa siapa mana "
        "kenapa dengan untuk sudah belum akan bisa harus saja juga lagi di sini sana sebelum "
        "tolong jangan saya anda kau nya lalu pada atau tapi sangat semua"
    ),
    "af": (
        "die het nie is ek jy hy sy ons julle hulle dit wat en van om te met vir op aan maar ook "
        "waar hoekom wie was sal kan moet my jou sê hier daar iets niks nooit altyd alles uit toe"
    ),
    "sq": (
        "dhe në të është nuk unë ti ai ajo ne ju ata që çfarë kush ku pse por me për nga ka kam "
        "ke jam je janë ishte tani këtu atje asgjë gjithçka shumë im ime yt mua ty këtë ai kjo "
        "një do"
    ),
    "eu": (
        "eta da ez naiz zara gara dira zen nintzen zer nor non zergatik baina bat hau hori ni zu "
        "hura gu nire zure dut duzu du dugu badakit hemen hor orain beti inoiz ere egin behar "
        "dago"
    ),
    "vi": (
        "và là không tôi anh em cô ông bà nó chúng ta họ cái gì ai đâu sao này đó của cho với ở "
        "trong đã đang sẽ có được phải biết đi đến rồi chưa một những các người nhưng thì mà"
    ),
    "bg": (
        "и в не на аз ти той тя ние вие те че какво как така това този тази тук там къде кога кой "
        "защо за от до с със без под над моя твоя мен теб нас вас ми ти му ѝ им ги го я си съм е "
        "сме сте са беше бях ще да се но или още вече нищо всичко никой никога трябва моля знам "
        "знаеш който която преди нека"
    ),
    "sr": (
        "и у не на ја ти он она ми ви они да што шта како тако то тај та овде тамо где кад када "
        "ко зашто за од до с са без под мој моја твој мене тебе нас вас му јој ми га је си сам "
        "смо сте су био била било ће ћу се али или још већ ништа све нико никад морамо морам "
        "молим знам знаш који која пре него ово"
    ),
    "mk": (
        "и во не на јас ти тој таа ние вие тие дека што како така тоа овој оваа тука таму каде "
        "кога кој зошто за од до со без под мој моја твој мене тебе нас вас му ѝ им ги го ја си "
        "сум е сме сте се беше бев ќе да но или уште веќе ништо сè никој никогаш треба те молам "
        "знам знаеш"
    ),
    "be": (
        "і ў у не на я ты ён яна мы вы яны што як так гэта гэты там тут дзе калі хто чаму пра з "
        "да без пад для мой мая твой мне мяне цябе нас вас нам вам ім іх ёй яму быць ёсць было "
        "быў была будзе б жа ці ні вось вельмі ўжо яшчэ усё нічога ніхто ніколі трэба ведаю"
    ),
}
