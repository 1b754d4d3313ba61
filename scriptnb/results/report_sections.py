"""The sections of the report, from top to bottom, and its style sheet."""

from __future__ import annotations

from typing import NamedTuple

from scriptnb.results import plots


class Part(NamedTuple):
    """One part of the report."""

    heading: str
    #: Its content, in a sentence.
    description: str
    #: The tables that are visible at once, and those in a fold.
    tables: tuple[str, ...]
    folded: tuple[str, ...] = ()
    #: Plots besides those whose rows name this section.
    plots: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The plots of this section."""
        own = (name for name, row in plots.rows_of("result").items() if row.section == self.heading)
        return (*own, *self.plots)


#: The report on two drafts.
COMPARISON_PARTS = (
    Part("Scenes", "What became of each scene of the earlier draft.", ("scenes",), (), ("scenes",)),
    Part("Characters", "Words and speeches in both drafts.", ("characters",)),
    Part("Measures", "The summaries of both drafts.", ("measures",)),
    Part("Feelings", "The valence of the dialogue along both drafts.", (), ("arc",), ("arc",)),
)
#: The report on many scripts.
CORPUS_PARTS = (
    Part("Scripts", "One row for each script, with a link to its own report.", ("scripts",)),
    Part("Percentiles", "The place of each script among all of them.", (), ("percentiles",)),
    Part("Distributions", "How the scripts differ in length.", (), (), ("distribution",)),
    Part("Without a result", "Scripts that could not be analysed, and why.", ("errors",)),
)
#: The report from top to bottom; what a result does not have is left out.
PARTS = (
    Part(
        "Acts and turning points",
        "Where the story turns: the likeliest scene, the range that holds it in 80% of films, and"
        " the evidence.",
        ("acts", "by_act", "turning_points"),
    ),
    Part(
        "Characters",
        "Who speaks how much and where, who leads, and who is gone for long.",
        ("characters", "protagonists", "absences"),
        ("presence", "voice", "genders", "gender_shares", "bechdel"),
    ),
    Part(
        "Who talks with whom",
        "Pairs of characters by the words that they say to each other.",
        (),
        ("network", "centrality", "pairs"),
    ),
    Part(
        "Pace",
        "Length, tension and talk, scene by scene; tension is one of form, not of content.",
        ("stretches",),
        ("pacing",),
    ),
    Part(
        "Feelings",
        "The dialogue's valence and emotions, by a small model trained on film dialogue: a"
        " tendency, never a verdict on a single line. Shares are mean probabilities; an emotion is"
        " named for a character when it is clearly above what the script's other speeches have.",
        ("emotions",),
        ("arc_shape", "evidence", "scene_sentiment", "arc", "arc_line"),
    ),
    Part(
        "Beside other features",
        "Percentiles among 972 English feature scripts of 2005-2020 that readers in the industry"
        " liked; four in five are in the typical range.",
        ("norms",),
    ),
    Part(
        "Breakdown",
        "Scenes by place and light, the one-line schedule, and who is needed where.",
        ("one_liner", "day_out_of_days"),
        (
            "breakdown", "story_days", "cast", "cast_grid", "locations", "schedule",
            "scene_sheets", "tags",
        ),
    ),
    Part("The script", "Its scenes, its outline and its problems.",
         ("scenes",), ("outline", "problems", "pages", "elements", "readability", "dialogues")),
)  # fmt: skip
#: Columns that are left out: with the action the file would be a copy of the script.
LEFT_OUT = {"scenes": ("action_text", "action_lines")}
#: The measures of the summary at the top of the page, with their labels.
FACTS = (
    ("pages", "pages"), ("minutes", "minutes"), ("scenes", "scenes"), ("characters", "characters"),
    ("speeches", "speeches"), ("words", "words"), ("dialogue_share", "of words spoken"),
    ("locations", "locations"),
)  # fmt: skip
#: A longer text gets a wide column, or, where it is the same in all rows, a line under the table.
LONG = 60
STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--faint:#656d76;--rule:#d0d7de;--ground:#ffffff;
--tint:#f3f5f7}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9aa4ae;--rule:#3a424b;
--ground:#14181d;--tint:#1d232a}}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
color:var(--ink);background:var(--ground);max-width:1020px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:1.7em;margin:0 0 2px}h2{font-size:1.25em;margin:36px 0 2px}
h3{font-size:1em;margin:18px 0 4px}
p,.faint{color:var(--faint);margin:0 0 10px}
.facts{display:flex;flex-wrap:wrap;gap:10px 28px;margin:18px 0}
.facts b{display:block;font-size:1.35em}.facts span{color:var(--faint);font-size:.85em}
img{display:block;width:100%;max-width:820px;background:#fff;border-radius:6px;margin:12px 0}
.table{overflow-x:auto;max-height:70vh;overflow-y:auto}
table{border-collapse:collapse;font-size:.87em}
th{position:sticky;top:0;background:var(--ground);text-align:left;color:var(--faint);
font-weight:600}
th,td{padding:3px 10px 3px 0;border-bottom:1px solid var(--rule);vertical-align:top;
max-width:34em}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.t{min-width:18em}
summary{cursor:pointer;font-weight:600;margin:10px 0 4px}
nav a{color:inherit;margin-right:16px}
@media print{.table{max-height:none;overflow:visible}h2{break-before:auto}}
"""
