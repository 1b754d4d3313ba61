"""Lines of dialogue in languages, written for the tests; ten to a language."""

from __future__ import annotations

#: Languages of the tables, besides the six that ``shared/data/dialogue_emotions`` has.
KNOWN = {
    "pt": """Onde você esteve a noite toda? Fiquei preocupada.
Não sei do que você está falando.
A chave está em cima da mesa, ao lado do telefone.
Eles chegam amanhã de manhã e nós ainda não arrumamos nada.
Me deixa em paz, por favor.
Quem foi que abriu a porta?
O meu pai dizia que o mar não tem memória.
Temos de sair daqui antes que seja tarde.
Isso não é problema meu.
A menina olha para o relógio e sai correndo.""",
    "nl": """Waar ben je de hele nacht geweest? Ik was ongerust.
Ik weet niet waar je het over hebt.
De sleutel ligt op tafel, naast de telefoon.
Ze komen morgenochtend en we hebben nog niets opgeruimd.
Laat me met rust, alsjeblieft.
Wie heeft de deur opengedaan?
Mijn vader zei dat de zee geen geheugen heeft.
We moeten hier weg voordat het te laat is.
Dat is mijn probleem niet.
Het meisje kijkt op haar horloge en rent naar buiten.""",
    "sv": """Var har du varit hela natten? Jag var orolig.
Jag vet inte vad du pratar om.
Nyckeln ligger på bordet, bredvid telefonen.
De kommer i morgon bitti och vi har inte städat något.
Låt mig vara i fred.
Vem öppnade dörren?
Min pappa sa att havet inte har något minne.
Vi måste härifrån innan det är för sent.
Det är inte mitt problem.
Flickan tittar på klockan och springer ut.""",
    "da": """Hvor har du været hele natten? Jeg var bekymret.
Jeg ved ikke, hvad du taler om.
Nøglen ligger på bordet ved siden af telefonen.
De kommer i morgen tidlig, og vi har ikke ryddet op.
Lad mig være i fred.
Hvem åbnede døren?
Min far sagde, at havet ikke har nogen hukommelse.
Vi skal væk herfra, før det er for sent.
Det er ikke mit problem.
Pigen kigger på uret og løber ud.""",
    "no": """Hvor har du vært hele natten? Jeg var bekymret.
Jeg vet ikke hva du snakker om.
Nøkkelen ligger på bordet ved siden av telefonen.
De kommer i morgen tidlig, og vi har ikke ryddet noe.
La meg være i fred.
Hvem åpnet døra?
Faren min sa at havet ikke har noe minne.
Vi må bort herfra før det er for seint.
Det er ikke mitt problem.
Jenta ser på klokka og løper ut.""",
    "fi": """Missä sinä olit koko yön? Olin huolissani.
En tiedä, mistä sinä puhut.
Avain on pöydällä puhelimen vieressä.
He tulevat huomenaamulla, emmekä ole vielä siivonneet.
Jätä minut rauhaan.
Kuka avasi oven?
Isäni sanoi, ettei merellä ole muistia.
Meidän täytyy lähteä täältä ennen kuin on liian myöhäistä.
Se ei ole minun ongelmani.
Tyttö katsoo kelloa ja juoksee ulos.""",
    "cs": """Kde jsi byl celou noc? Měla jsem strach.
Nevím, o čem mluvíš.
Klíč leží na stole vedle telefonu.
Přijedou zítra ráno a my jsme ještě neuklidili.
Nech mě na pokoji, prosím tě.
Kdo otevřel ty dveře?
Můj otec říkal, že moře nemá paměť.
Musíme odsud pryč, než bude pozdě.
To není můj problém.
Dívka se podívá na hodinky a vyběhne ven.""",
    "sk": """Kde si bol celú noc? Mala som strach.
Neviem, o čom hovoríš.
Kľúč leží na stole vedľa telefónu.
Prídu zajtra ráno a my sme ešte neupratali.
Nechaj ma na pokoji, prosím ťa.
Kto otvoril tie dvere?
Môj otec hovoril, že more nemá pamäť.
Musíme odtiaľto preč, kým nebude neskoro.
To nie je môj problém.
Dievča sa pozrie na hodinky a vybehne von.""",
    "hu": """Hol voltál egész éjszaka? Aggódtam érted.
Nem tudom, miről beszélsz.
A kulcs az asztalon van, a telefon mellett.
Holnap reggel jönnek, és még nem takarítottunk ki.
Hagyj békén, kérlek.
Ki nyitotta ki az ajtót?
Apám azt mondta, hogy a tengernek nincs emlékezete.
El kell mennünk innen, mielőtt késő lesz.
Ez nem az én bajom.
A lány az órájára néz, és kirohan.""",
    "ro": """Unde ai fost toată noaptea? Mi-am făcut griji.
Nu știu despre ce vorbești.
Cheia este pe masă, lângă telefon.
Vin mâine dimineață și noi încă nu am strâns nimic.
Lasă-mă în pace, te rog.
Cine a deschis ușa?
Tata spunea că marea nu are memorie.
Trebuie să plecăm de aici până nu e prea târziu.
Asta nu e problema mea.
Fata se uită la ceas și iese în fugă.""",
    "ru": """Где ты был всю ночь? Я волновалась.
Я не знаю, о чём ты говоришь.
Ключ лежит на столе рядом с телефоном.
Они приедут завтра утром, а мы ещё ничего не убрали.
Оставь меня в покое, пожалуйста.
Кто открыл дверь?
Мой отец говорил, что у моря нет памяти.
Надо уходить отсюда, пока не поздно.
Это не моя проблема.
Девушка смотрит на часы и выбегает.""",
    "uk": """Де ти був усю ніч? Я хвилювалася.
Я не знаю, про що ти говориш.
Ключ лежить на столі поруч із телефоном.
Вони приїдуть завтра вранці, а ми ще нічого не прибрали.
Дай мені спокій, будь ласка.
Хто відчинив двері?
Мій батько казав, що море не має пам'яті.
Треба йти звідси, поки не пізно.
Це не моя проблема.
Дівчина дивиться на годинник і вибігає.""",
    "el": """Πού ήσουν όλη τη νύχτα; Ανησύχησα.
Δεν ξέρω για τι πράγμα μιλάς.
Το κλειδί είναι στο τραπέζι, δίπλα στο τηλέφωνο.
Έρχονται αύριο το πρωί και δεν έχουμε μαζέψει τίποτα.
Άσε με ήσυχη, σε παρακαλώ.
Ποιος άνοιξε την πόρτα;
Ο πατέρας μου έλεγε ότι η θάλασσα δεν έχει μνήμη.
Πρέπει να φύγουμε πριν να είναι αργά.
Δεν είναι δικό μου πρόβλημα.
Το κορίτσι κοιτάζει το ρολόι και τρέχει έξω.""",
    "tr": """Bütün gece neredeydin? Merak ettim.
Neden bahsettiğini bilmiyorum.
Anahtar masanın üstünde, telefonun yanında.
Yarın sabah geliyorlar ve biz daha hiçbir şey toplamadık.
Beni rahat bırak, lütfen.
Kapıyı kim açtı?
Babam denizin hafızası yoktur derdi.
Çok geç olmadan buradan gitmemiz lazım.
Bu benim sorunum değil.
Kız saatine bakar ve dışarı koşar.""",
}

#: Languages without a table: each may be unknown, and never another one.
UNKNOWN = {
    "hr": """Gdje si bio cijelu noć? Bila sam zabrinuta.
Ne znam o čemu govoriš.
Ključ je na stolu, pokraj telefona.
Dolaze sutra ujutro, a mi još ništa nismo pospremili.
Ostavi me na miru, molim te.
Tko je otvorio vrata?
Moj otac je govorio da more nema pamćenja.
Moramo otići odavde prije nego što bude kasno.
To nije moj problem.
Djevojka pogleda na sat i istrči van.""",
    "sl": """Kje si bil vso noč? Skrbelo me je.
Ne vem, o čem govoriš.
Ključ je na mizi, poleg telefona.
Jutri zjutraj pridejo, mi pa še nismo nič pospravili.
Pusti me pri miru, prosim.
Kdo je odprl vrata?
Moj oče je rekel, da morje nima spomina.
Oditi moramo, preden bo prepozno.
To ni moj problem.
Dekle pogleda na uro in steče ven.""",
    "ca": """On has estat tota la nit? Estava amoïnada.
No sé de què parles.
La clau és damunt la taula, al costat del telèfon.
Arriben demà al matí i encara no hem endreçat res.
Deixa'm en pau, si us plau.
Qui ha obert la porta?
El meu pare deia que el mar no té memòria.
Hem de marxar d'aquí abans no sigui massa tard.
Això no és problema meu.
La noia mira el rellotge i surt corrents.""",
    "et": """Kus sa terve öö olid? Ma muretsesin.
Ma ei tea, millest sa räägid.
Võti on laual, telefoni kõrval.
Nad tulevad homme hommikul ja me pole veel midagi koristanud.
Jäta mind rahule, palun.
Kes ukse avas?
Mu isa ütles, et merel ei ole mälu.
Peame siit minema, enne kui on liiga hilja.
See ei ole minu mure.
Tüdruk vaatab kella ja jookseb välja.""",
    "lt": """Kur tu buvai visą naktį? Aš jaudinausi.
Nežinau, apie ką tu kalbi.
Raktas yra ant stalo, šalia telefono.
Jie atvyks rytoj ryte, o mes dar nieko nesutvarkėme.
Palik mane ramybėje, prašau.
Kas atidarė duris?
Mano tėvas sakė, kad jūra neturi atminties.
Turime išeiti iš čia, kol nevėlu.
Tai ne mano problema.
Mergina žiūri į laikrodį ir išbėga.""",
    "id": """Ke mana saja kamu semalaman? Aku khawatir.
Aku tidak tahu apa yang kamu bicarakan.
Kuncinya ada di atas meja, di samping telepon.
Mereka datang besok pagi dan kita belum membereskan apa pun.
Tolong, jangan ganggu aku.
Siapa yang membuka pintu?
Ayahku bilang laut tidak punya ingatan.
Kita harus pergi dari sini sebelum terlambat.
Itu bukan masalahku.
Gadis itu melihat jamnya lalu berlari keluar.""",
    "bg": """Къде беше цяла нощ? Притеснявах се.
Не знам за какво говориш.
Ключът е на масата, до телефона.
Те пристигат утре сутринта, а ние още нищо не сме подредили.
Остави ме на мира, моля те.
Кой отвори вратата?
Баща ми казваше, че морето няма памет.
Трябва да се махаме оттук, преди да е станало късно.
Това не е мой проблем.
Момичето поглежда часовника си и изтичва навън.""",
    "sr": """Где си био целу ноћ? Бринула сам се.
Не знам о чему говориш.
Кључ је на столу, поред телефона.
Долазе сутра ујутру, а ми још ништа нисмо поспремили.
Остави ме на миру, молим те.
Ко је отворио врата?
Мој отац је говорио да море нема памћење.
Морамо да идемо одавде пре него што буде касно.
То није мој проблем.
Девојка погледа на сат и истрчи напоље.""",
    "hi": """तुम रात भर कहाँ थे? मुझे चिंता हो रही थी।
मुझे नहीं पता तुम किस बारे में बात कर रहे हो।
चाबी मेज़ पर है, टेलीफ़ोन के पास।
वे कल सुबह आ रहे हैं और हमने अभी कुछ भी ठीक नहीं किया।""",
    "zh": """你整晚去哪儿了？我很担心。
我不知道你在说什么。
钥匙在桌子上，电话旁边。""",
    "ja": """一晩中どこにいたの？心配したのよ。
何の話か分からない。
鍵は机の上、電話のそばにある。""",
    "ar": """أين كنت طوال الليل؟ كنت قلقة.
لا أعرف عما تتحدث.
المفتاح على الطاولة، بجانب الهاتف.""",
    "he": """איפה היית כל הלילה? דאגתי.
אני לא יודע על מה אתה מדבר.
המפתח על השולחן, ליד הטלפון.""",
}
