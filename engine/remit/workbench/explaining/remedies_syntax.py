"""The remedies for what is wrong with a rule file as text."""

from __future__ import annotations

from remit.workbench.explaining.remedy import Remedies, Remedy

_POLICY = 'policy example governs project\n  "An example."\n'

SYNTAX: Remedies = {
    "syntax": Remedy(
        "compare the line with the reference of the language; the message says what could follow",
        'require project.name project.id\n  else "no name"',
        'require project.name == project.id\n  else "no name"',
    ),
    "too-many-mistakes": Remedy("mend those that are told, from the top; the rest shows then"),
    "empty-file": Remedy(
        "begin the file with its policy, or delete it", "# nothing yet", _POLICY, "rules"
    ),
    "missing-policy": Remedy(
        "begin the file with `policy NAME governs KIND` and a title",
        'rule example advisory "It is an example."\n  require project.id == "a" else "it is"',
        _POLICY
        + 'rule example advisory "It is an example."\n  require project.id == "a" else "it is"',
        "rules",
    ),
    "second-policy": Remedy(
        "give each policy a file of its own",
        _POLICY + 'policy other governs project\n  "Another."',
        _POLICY,
        "rules",
    ),
    "missing-kind": Remedy(
        "say which kind of manifest the policy is about, behind `governs`",
        'policy example\n  "An example."',
        _POLICY,
        "rules",
    ),
    "missing-name": Remedy(
        "give it a name: words in lower case, joined by `-` for policies and rules, by `_` for "
        "all others",
        "param = 5",
        "param most = 5",
        "items",
    ),
    "missing-title": Remedy(
        "say behind the head, in quotes, what is demanded and why",
        'rule named advisory\n  require project.name is not empty else "no name"',
        'rule named advisory\n  "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        "items",
    ),
    "missing-level": Remedy(
        "write `advisory` (reported, never blocks), `mandatory` (blocks, can be waived) or "
        "`absolute` (blocks, can't be waived) behind the name",
        'rule named\n  "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        'rule named mandatory\n  "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        "items",
    ),
    "unknown-level": Remedy(
        "the levels are `advisory`, `mandatory` and `absolute`",
        'rule named critical\n  "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        'rule named absolute\n  "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        "items",
    ),
    "level-order": Remedy(
        "write the level between name and title",
        'rule named "Every project has a name." advisory\n'
        '  require project.name is not empty else "no name"',
        'rule named advisory "Every project has a name."\n'
        '  require project.name is not empty else "no name"',
        "items",
    ),
    "missing-else": Remedy(
        "say behind `else` what is wrong when the condition fails, with the values that tell",
        "require project.funding.budget > 0",
        'require project.funding.budget > 0\n  else "the budget is {project.funding.budget}"',
    ),
    "missing-in": Remedy(
        "write the name, then `in`, then the list",
        'for milestone project.milestones\nrequire milestone.title is not empty else "no title"',
        'for milestone in project.milestones\nrequire milestone.title is not empty else "no title"',
    ),
    "missing-comma": Remedy(
        "put a comma between the values",
        'require project.stage in ["idea" "pilot"] else "it is {project.stage}"',
        'require project.stage in ["idea", "pilot"] else "it is {project.stage}"',
    ),
    "blank-text": Remedy(
        "write what there is to say, or leave the clause out",
        'source ""\nrequire project.name is not empty else "no name"',
        'source "Decision 12 of the board"\nrequire project.name is not empty else "no name"',
    ),
    "name-style": Remedy(
        "policies and rules are written `like-this`, all other names `like_this`",
        "param openingShare = 20%",
        "param opening_share = 20%",
        "items",
    ),
    "misspelled-keyword": Remedy(
        "spell the keyword as the message says",
        'requires project.name is not empty else "no name"',
        'require project.name is not empty else "no name"',
    ),
    "keyword-case": Remedy(
        "write keywords in lower case",
        'require project.name is not empty AND project.id == "a" else "no name"',
        'require project.name is not empty and project.id == "a" else "no name"',
    ),
    "misplaced-clause": Remedy(
        "what is said about a rule stands above its clauses; `else`, `at` and `hint` stand behind "
        "the condition of a `require`",
        'when project.stage == "run" else "it runs"\nrequire project.name is not empty\n'
        '  else "no name"',
        'when project.stage == "run"\nrequire project.name is not empty\n  else "no name"',
    ),
    "repeated-clause": Remedy(
        "say it once",
        'owner "office"\nowner "board"\nrequire project.name is not empty else "no name"',
        'owner "board"\nrequire project.name is not empty else "no name"',
    ),
    "unknown-event": Remedy(
        "the events are `on creation` and `on deletion`",
        'on update\nrequire project.id == baseline.id else "it was {baseline.id}"',
        'on creation\nrequire project.id == baseline.id else "it was {baseline.id}"',
    ),
    "stray-end": Remedy(
        "leave `end` out: a rule goes on until the next one begins",
        'require project.name is not empty else "no name"\nend',
        'require project.name is not empty else "no name"',
    ),
    "foreign-clause": Remedy(
        "guards are written with `when`, demands with `require`",
        'if project.stage == "run"\nrequire project.name is not empty else "no name"',
        'when project.stage == "run"\nrequire project.name is not empty else "no name"',
    ),
    "foreign-operator": Remedy(
        "operators are words: `and`, `or`, `not`, `in`, `implies`, `default`",
        'require project.name is not empty && project.id == "a" else "no name"',
        'require project.name is not empty and project.id == "a" else "no name"',
    ),
    "foreign-comment": Remedy(
        "a comment begins with `#`",
        '// names matter\nrequire project.name is not empty else "no name"',
        '# names matter\nrequire project.name is not empty else "no name"',
    ),
    "single-equals": Remedy(
        "compare with `==`",
        'require project.stage = "run" else "it is {project.stage}"',
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "double-equals": Remedy(
        "give a name with `=`",
        'let stage == project.stage\nrequire stage == "run" else "it is {stage}"',
        'let stage = project.stage\nrequire stage == "run" else "it is {stage}"',
    ),
    "null": Remedy(
        "ask whether it `is absent` or `is present`: a null in a manifest counts as absent",
        'require project.summary != null else "no summary"',
        'require project.summary is present else "no summary"',
    ),
    "is-not": Remedy(
        "write `is present` for `is not absent`, `is absent` for `is not present`, and `!=` "
        "before a value",
        'require project.summary is not absent else "no summary"',
        'require project.summary is present else "no summary"',
    ),
    "is-value": Remedy(
        "compare with `==`",
        'require project.stage is "run" else "it is {project.stage}"',
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "bare-operand": Remedy(
        "write each part as a condition of its own, or a list behind `in`",
        'require project.stage == "idea" or "pilot" else "it is {project.stage}"',
        'require project.stage in ["idea", "pilot"] else "it is {project.stage}"',
    ),
    "chained-comparison": Remedy(
        "join two comparisons with `and`",
        'require 0 < project.funding.budget < 5M else "it is {project.funding.budget}"',
        "require 0 < project.funding.budget and project.funding.budget < 5M\n"
        '  else "it is {project.funding.budget}"',
    ),
    "inner-not": Remedy(
        "put what is denied into parentheses, `(not ...)`, or deny the whole comparison",
        'require project.name == not project.id else "no name"',
        'require not (project.name == project.id) else "no name"',
    ),
    "quantifier-where": Remedy(
        "join both conditions behind `satisfies`: with `and` for `some` and `no`, with `implies` "
        "for `every`",
        'require some m in project.milestones where m.status == "met" satisfies m.id == "M1"\n'
        '  else "M1 is not met"',
        'require some m in project.milestones satisfies m.status == "met" and m.id == "M1"\n'
        '  else "M1 is not met"',
    ),
    "method-call": Remedy(
        "call a function before what it is about",
        'require project.name.length() > 3 else "too short"',
        'require length(project.name) > 3 else "too short"',
    ),
    "block": Remedy(
        "leave the braces out: a clause governs those below it",
        'when project.stage == "run" {\nrequire project.name is not empty else "no name"\n}',
        'when project.stage == "run"\nrequire project.name is not empty else "no name"',
    ),
    "semicolon": Remedy(
        "leave it out: a clause ends where the next one begins",
        'require project.name is not empty else "no name";',
        'require project.name is not empty else "no name"',
    ),
    "colon": Remedy(
        "leave it out",
        'when project.stage == "run":\nrequire project.name is not empty else "no name"',
        'when project.stage == "run"\nrequire project.name is not empty else "no name"',
    ),
    "unclosed-text": Remedy(
        "close the text with the quote that it began with; one over several lines stands between "
        '`"""`',
        'require project.name is not empty else "no name',
        'require project.name is not empty else "no name"',
    ),
    "unclosed-brace": Remedy(
        "close the brace, or write `{{` for one that is meant as it stands",
        'require project.stage == "run" else "it is {project.stage"',
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "empty-braces": Remedy(
        "name a value between the braces",
        'require project.stage == "run" else "it is {}"',
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "unclosed-bracket": Remedy(
        "close the bracket",
        'require (project.stage == "run" else "it is {project.stage}"',
        'require (project.stage == "run") else "it is {project.stage}"',
    ),
    "stray-bracket": Remedy(
        "leave it out, or open it where it should begin",
        'let stage = project.stage)\nrequire stage == "run" else "it is {stage}"',
        'let stage = project.stage\nrequire stage == "run" else "it is {stage}"',
    ),
    "empty-parameters": Remedy(
        "a define without parameters has no parentheses",
        'define runs() = project.stage == "run"',
        'define runs = project.stage == "run"',
        "items",
    ),
    "single-quotes": Remedy(
        'write texts in straight double quotes, `"`',
        "require project.stage == 'run' else \"it is {project.stage}\"",
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "curly-quotes": Remedy(
        'write texts in straight double quotes, `"`',
        'require project.stage == “run” else "it is {project.stage}"',
        'require project.stage == "run" else "it is {project.stage}"',
    ),
    "odd-character": Remedy(
        'leave it out; a key that has such a character is written `x["größe"]`',
        'require project.name § project.id else "no name"',
        'require project.name != project.id else "no name"',
    ),
    "bad-escape": Remedy(
        'the escapes of a text are `\\"`, `\\\\` and `\\n`',
        r'require project.name is not empty else "no\tname"',
        'require project.name is not empty else "no name"',
    ),
    "bad-number": Remedy(
        "numbers are written `12`, `2.5`, `1_000`, `20%`, `250k` or `3M`",
        'require project.funding.budget < 250K else "it is {project.funding.budget}"',
        'require project.funding.budget < 250k else "it is {project.funding.budget}"',
    ),
    "bad-date": Remedy(
        "a date is written as year, month and day with all digits: `2026-03-01`",
        'require project.started_on > 2026-3-1 else "it began on {project.started_on}"',
        'require project.started_on > 2026-03-01 else "it began on {project.started_on}"',
    ),
    "bad-duration": Remedy(
        "a duration is a whole number of days, weeks, months, quarters or years",
        'require today - project.started_on < 48 hours else "it began on {project.started_on}"',
        'require today - project.started_on < 2 days else "it began on {project.started_on}"',
    ),
    "deep-expression": Remedy("give parts of the expression names, with `let` or `define`"),
    "table-key": Remedy(
        "write keys as texts, in quotes",
        "param most = {idea: 50k}",
        'param most = {"idea": 50k}',
        "items",
    ),
    "repeated-key": Remedy(
        "keep one of the two",
        'param most = {"idea": 50k, "idea": 60k}',
        'param most = {"idea": 50k, "pilot": 60k}',
        "items",
    ),
    "empty-table": Remedy(
        "write the rows below the head of the table",
        "table votes(stage) -> votes",
        'table votes(stage) -> votes\n  | "idea" -> 1\n  | -      -> 2',
        "items",
    ),
    "row-length": Remedy(
        "write a condition for each input and a value for each output; `-` takes any value",
        'table votes(stage, budget) -> votes\n  | "idea" -> 1',
        'table votes(stage, budget) -> votes\n  | "idea" | - -> 1',
        "items",
    ),
    "table-cell": Remedy(
        "a cell is a condition without its left side: that is the input of its column",
        'table votes(stage) -> votes\n  | stage == "idea" -> 1',
        'table votes(stage) -> votes\n  | "idea" -> 1',
        "items",
    ),
    "any-value": Remedy(
        "leave out `-`, or all that stands beside it",
        'table votes(stage) -> votes\n  | "idea", - -> 1',
        "table votes(stage) -> votes\n  | - -> 1",
        "items",
    ),
    "repeated-column": Remedy(
        "name each column once",
        'table votes(stage, stage) -> votes\n  | "idea" | - -> 1',
        'table votes(stage, budget) -> votes\n  | "idea" | - -> 1',
        "items",
    ),
    "param-literal": Remedy(
        "write the value of a param out, or make it a define",
        "param most = 5 * 50k",
        "param most = 250k",
        "items",
    ),
    "schedule-order": Remedy(
        "write the values of a param in the order of their dates",
        "param share = 10%, then 20% from 2027-01-01, then 30% from 2026-01-01",
        "param share = 10%, then 20% from 2026-01-01, then 30% from 2027-01-01",
        "items",
    ),
    "effective-order": Remedy(
        "end a rule after the day on which it begins",
        "effective from 2027-01-01 until 2026-01-01\n"
        'require project.name is not empty else "no name"',
        "effective from 2026-01-01 until 2027-01-01\n"
        'require project.name is not empty else "no name"',
    ),
    "former-name": Remedy(
        "write the id that the rule had, with its policy",
        'formerly "has-name"\nrequire project.name is not empty else "no name"',
        'formerly "example/has-name"\nrequire project.name is not empty else "no name"',
    ),
}
