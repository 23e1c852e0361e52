"""The remedies for names and types in rules, and for params and rules as a whole."""

from __future__ import annotations

from remit.workbench.explaining.remedy import Remedies, Remedy

_MET = """\
define is_met(milestone) = milestone.status == "met"
rule example advisory "It is an example."
  require no m in project.milestones satisfies is_met(m) else "one is met"\
"""
_NAMED = 'require project.name is not empty else "no name"'

MEANING: Remedies = {
    # names
    "unknown-kind": Remedy(
        "name a kind that the configuration has, or add it there under `kinds`",
        'policy example governs projekt\n  "An example."',
        'policy example governs project\n  "An example."',
        "rules",
    ),
    "unknown-name": Remedy(
        "spell it as it was given, or give the name above: with `let`, `for`, `param` or `define`",
        'require projct.name is not empty else "no name"',
        _NAMED,
    ),
    "unknown-function": Remedy(
        "the reference of the language lists all functions; a condition of your own is a `define`",
        'require len(project.name) > 3 else "too short"',
        'require length(project.name) > 3 else "too short"',
    ),
    "unknown-field": Remedy(
        "spell the field as the schema does, or declare it there",
        'require project.funding.budgt > 0 else "no budget"',
        'require project.funding.budget > 0 else "no budget"',
    ),
    "unknown-policy": Remedy(
        "name a policy of the same folder, or one that the configuration has",
        "use spending: opening_share",
        "use funding: opening_share",
        "items",
    ),
    "unknown-used-name": Remedy(
        "take what the other policy declares, or declare it there",
        "use funding: share",
        "use funding: opening_share",
        "items",
    ),
    "use-of-other-kind": Remedy("let the define take the manifest as a parameter"),
    "duplicate-policy": Remedy("give one of the two another name, and its rules former names"),
    "duplicate-rule": Remedy(
        "give one of the two another name",
        f'rule named advisory "A."\n  {_NAMED}\nrule named advisory "B."\n  {_NAMED}',
        f'rule named advisory "A."\n  {_NAMED}\nrule titled advisory "B."\n  {_NAMED}',
        "items",
    ),
    "duplicate-name": Remedy(
        "give one of the two another name",
        "param most = 5\nparam most = 6",
        "param most = 5\nparam least = 6",
        "items",
    ),
    "former-name-in-use": Remedy(
        "a former name is one that no rule has now, and that one rule alone had",
        f'formerly "example/example"\n{_NAMED}',
        f'formerly "example/has-name"\n{_NAMED}',
    ),
    "taken-name": Remedy(
        "choose a name that is no kind, collection, register, param, define or word of the "
        "language",
        'let people = project.leads\nrequire people is not empty else "nobody leads"',
        'let leads = project.leads\nrequire leads is not empty else "nobody leads"',
    ),
    "shadowed-name": Remedy(
        "choose another name inside of the one that holds already",
        "for m in project.milestones\n"
        'require some m in project.milestones satisfies m.status == "met" else "none is met"',
        "for m in project.milestones\n"
        'require some other in project.milestones satisfies other.status == "met"\n'
        '  else "none is met"',
    ),
    "recursive-define": Remedy(
        "a define says what it means without itself: for a list, use a quantifier or a sum",
        "define all = all + 1",
        "define all = count(project.milestones) + 1",
        "items",
    ),
    "later-define": Remedy(
        "move the other define above this one",
        "define double = 2 * single\ndefine single = 5",
        "define single = 5\ndefine double = 2 * single",
        "items",
    ),
    "deep-define": Remedy("use fewer defines within each other, or make parts of them params"),
    # types
    "argument-count": Remedy(
        "give as many arguments as the function takes",
        'require lower() == "a" else "no name"',
        'require lower(project.name) == "a" else "no name"',
    ),
    "argument-type": Remedy(
        "give the function what it takes; the message says what that is",
        'require sum(project.name) > 3 else "too few"',
        'require sum(t.amount for t in project.funding.tranches) > 3 else "too few"',
    ),
    "define-argument": Remedy(
        "call the define with what it can take, or let it ask for less",
        f'{_MET}\n  require some l in project.leads satisfies is_met(l) else "no lead is met"',
        f'{_MET}\n  require some m in project.milestones satisfies is_met(m) else "none is met"',
        "items",
    ),
    "type-mismatch": Remedy(
        "compare values of one type: `text(x)` gives a number as text, `number(t)` a text as "
        "number",
        'require project.funding.budget == "50" else "another budget"',
        'require project.funding.budget == 50 else "another budget"',
    ),
    "no-such-member": Remedy(
        "write a value that the schema lists",
        'require project.stage == "pilott" else "it is {project.stage}"',
        'require project.stage == "pilot" else "it is {project.stage}"',
    ),
    "no-shared-member": Remedy(
        "compare fields that can have the same value",
        'require project.stage == project.archetype else "it is {project.stage}"',
        'require project.stage == baseline.stage else "it is {project.stage}"',
    ),
    "no-order": Remedy(
        'compare what has an order; texts that are versions are compared as `version("1.2")`, '
        "and an enum has one where its schema sets `x-remit-ordered`",
        'require project.name < "m" else "it is {project.name}"',
        'require project.stage < "run" else "it is {project.stage}"',
    ),
    "two-orders": Remedy("compare values of one and the same enum"),
    "date-and-timestamp": Remedy(
        "`date(t)` is the day of a timestamp; compare two days, or two timestamps"
    ),
    "days-and-months": Remedy(
        "a limit in months is measured from a date: `x < today - limit`",
        'require today - project.started_on < 3 months else "it began on {project.started_on}"',
        'require project.started_on > today - 3 months else "it began on {project.started_on}"',
    ),
    "not-a-condition": Remedy(
        "say what must be so: nothing is true just because it is there",
        'require project.summary else "no summary"',
        'require project.summary is not empty else "no summary"',
    ),
    "not-a-list": Remedy(
        "name a list; the entries of a map are `values(m)`, its keys `keys(m)`",
        'for person in project.owners.business\nrequire person is not empty else "no owner"',
        "for person in [project.owners.business, project.owners.technology]\n"
        'require person is not empty else "no owner"',
    ),
    "not-a-text": Remedy(
        "name a text; `text(x)` gives another value as text",
        'require project.funding.budget matches "[0-9]+" else "odd"',
        'require text(project.funding.budget) matches "[0-9]+" else "odd"',
    ),
    "no-fields": Remedy(
        "end the path where the value is; the length of a text is `length(t)`",
        'require project.name.length > 3 else "too short"',
        'require length(project.name) > 3 else "too short"',
    ),
    "field-of-list": Remedy(
        "say of which elements: `some`, `every`, `no`, or `[x.field for x in list]`",
        'require project.milestones.status == "met" else "not met"',
        'require every m in project.milestones satisfies m.status == "met" else "not met"',
    ),
    "index-type": Remedy(
        "find an element by what it says: `find x in list where x.id == ...`",
        'require project.milestones["M1"].status == "met" else "not met"',
        'let first_one = find m in project.milestones where m.id == "M1"\n'
        'require first_one.status == "met" else "not met"',
    ),
    "never-empty": Remedy(
        "ask whether it `is absent`: a number, date or boolean is never empty",
        'require project.funding.budget is not empty else "no budget"',
        'require project.funding.budget is present else "no budget"',
    ),
    "mixed-types": Remedy(
        "keep values of one type in a list or table",
        'param known = [1, "two"]',
        'param known = ["one", "two"]',
        "items",
    ),
    "mixed-default": Remedy(
        "give a default of the type of what it stands for",
        'require project.funding.spent default "none" == 0 else "spent"',
        'require project.funding.spent default 0 == 0 else "spent"',
    ),
    "arithmetic": Remedy(
        "calculate with numbers, with dates and durations; texts are joined in a message",
        'require project.name + project.id == "ab" else "odd"',
        'require join([project.name, project.id]) == "ab" else "odd"',
    ),
    "division-by-zero": Remedy(
        "divide by what is never zero",
        'require project.funding.budget / 0 > 1 else "too little"',
        'require project.funding.budget / 2 > 1 else "too little"',
    ),
    "invalid-pattern": Remedy(
        "write the pattern in the syntax of RE2; `matches` means the whole text",
        'require project.name matches "a(" else "odd"',
        'require project.name matches "a.*" else "odd"',
    ),
    # params and rules as a whole
    "mixed-param": Remedy(
        "let all values of a param be of one type",
        'param share = 20%, then "half" from 2027-01-01',
        "param share = 20%, then 50% from 2027-01-01",
        "items",
    ),
    "no-require": Remedy(
        "say with `require` what must be so",
        'when project.stage == "run"',
        f'when project.stage == "run"\n{_NAMED}',
    ),
    "no-baseline": Remedy(
        "leave `on creation` or `on deletion` out: only rules that look at `baseline` need them",
        f"on creation\n{_NAMED}",
        _NAMED,
    ),
    "no-place": Remedy(
        "name a path of the manifest that the rule is about, behind `at`",
        f"{_NAMED} at baseline.name",
        f"{_NAMED} at project.name",
    ),
}

ADVISED: dict[str, str] = {
    "constant-guard": "drop the guard, or guard by what can differ",
    "constant-condition": "drop the part, or demand what can fail",
    "always-undecided": "ask of what can be there, and give functions what they can read",
    "optional-guard": "ask first whether the field `is present`, or give a `default`",
    "repeated-guard": "require what the guard leaves open, or drop the rule",
    "unused-let": "use the name below, or drop the `let`",
    "unused-define": "use the define or table in a rule, or drop it",
    "unused-param": "use the param in a rule, or drop it",
    "unused-use": "use the name, or take it out of the `use`",
    "and-before-or": "write `(a or b) and c` or `a or (b and c)`, whichever is meant",
    "double-negation": "say what is to hold: `x is present` for `not (x is absent)`",
    "grouped-number": "write thousands as `20_000` or `20k`, and decimals without noughts behind",
    "literal-braces": "compare with the value itself: only messages fill their braces",
    "bare-message": "name in braces the values that a project has to look at",
    "no-source": "say with `source` what the rule is derived from",
    "no-owner": "say with `owner` who answers for the rule, there or for the whole policy",
    "placeholder": "say in one sentence what the rule demands",
    "retired-rule": "take the rule out, or give it a later end",
    "untested-rule": "add a case to the test file that the rule finds something in",
    "near-duplicate": "keep one of the two rules, and name the other one under `formerly`",
    "unindexed-loop": "compare a field of the elements with `==`, so that they are looked up",
    "table-gap": "add a row for what is left out, or one of `-` as the last",
    "table-overlap": "make the rows exclude each other, or write `take first`",
    "idle-row": "take the row out, move it above the row that takes its inputs, or mend its cells",
    "unhandled-value": "handle the value that is left out, or say `default`",
    "idle-clause": "move the clause above a `require`, or drop it",
    "idle-allow": "drop the comment",
    "bad-allow": "write `# allow CODE: the reason`",
}
"""The ways out of what is only advised; examples are in the catalogue of advice."""
