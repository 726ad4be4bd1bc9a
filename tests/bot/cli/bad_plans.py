"""Plans that are refused: what is in the file, and what the refusal must say."""

import json

from tests.imports.support import real_rows

PLAN = "goal_kind;goal;activity;units;order\n"
ROW = "målområde;Ett mål;Första;Folkhälsa;1\n"
JSON_ROW = {"goal_kind": "målområde", "goal": "Ett mål", "activity": "Första", "units": "Folkhälsa", "order": 1}


def reworded(number: int, words: str) -> str:
    """The real plan with other words at one number."""
    return json.dumps([row | {"activity": words} if row["order"] == number else row for row in real_rows()])


# The file's ending and text, options, and where the fault is and what is to be done next.
BAD_PLANS: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    ("csv", "", (), ("the file is empty", "save it again")),
    ("csv", " \n \n", (), ("the file is empty", "save it again")),
    ("csv", PLAN, (), ("write them below the heading",)),
    ("json", "[]", (), ("has no rows", "Write [ at its beginning", "or save the table in Excel")),
    ("json", " ", (), ("the file is empty", "save it again")),
    ("json", '{"rows": []}', (), ("take away what stands around the list “rows”", "or save the table in Excel")),
    ("json", '"x"', (), ("one object for each row", "Write [ at its beginning")),
    ("json", '["x"]', (), ("row 1:", '{"column": "value", …}', "or save the table in Excel")),
    ("json", "[{},]", (), ("line 1, character", "a comma or a quotation mark", "Correct it, or save the table")),
    ("json", json.dumps([JSON_ROW | {"order": 10**30}]), (), ("row 1, column order", "write a smaller one")),
    ("json", json.dumps([JSON_ROW | {"goal": True}]), (), ("row 1, column goal", "write the goal's name")),
    ("json", json.dumps([JSON_ROW | {"units": [[]]}]), (), ("row 1, column units", "write the unit")),
    ("jpg", "x", (), ("is a picture", "write the table in Excel")),
    ("msg", "x", (), ("is an e-mail", "save the file that is attached")),
    ("csv", ROW, (), ("no heading was found", "write the names above the table", "goal_kind: visionsmål or målområde")),
    ("csv", PLAN.replace("units", "unit") + ROW, (), ("row 1, column unit:", "did you mean units?", "Rename it")),
    ("csv", PLAN.replace("goal;", "mål;") + ROW, (), ("row 1, column mål:", "did you mean goal?", "Rename it")),
    ("csv", "goal_kind;goal;activity;units\na;b;c;d\n", (), ("column order", "write its name in the heading", "14")),
    ("csv", PLAN + "målområde;;Första;Folkhälsa;1\n", (), ("row 2, column goal:", "write the goal's name", "delete")),
    ("csv", PLAN + ROW.replace("målområde", "delmål"), (), ("row 2, column goal_kind", "write one of these two words")),
    ("csv", PLAN + ROW.replace(";1", ";A1"), (), ("row 2, column order", "digits alone", "a column named key")),
    ("csv", PLAN + ROW.replace(";1", ";0"), (), ("row 2, column order", "such as 14")),
    ("csv", PLAN + ROW.replace(";1", ";#REF!"), (), ("row 2, column order", "mend it in Excel")),
    ("csv", PLAN + ROW + ROW, (), ("row 3, column order", "row 2 too", "change it on one", "such as 2", "delete one")),
    ("csv", f"key;{PLAN}K;{ROW}k;{ROW.replace(';1', ';2')}", (), ("row 3, column key", "change or empty it on one")),
    ("csv", PLAN + ROW.replace("Första", "x" * 510), (), ("row 2, column activity", "shorten it by 10")),
    ("json", reworded(14, "Helt nytt"), (), ("activity number 14 is", "Add --same 14 to the command", "--new 14")),
    ("json", reworded(81, ""), ("--same", "99"), ("no activity in the file has the number 99", "leave the option out")),
    ("csv", PLAN.replace(";", ":") + ROW, (), ("row 1:", "stand in one cell", "Data > Text till kolumner")),
    ("csv", PLAN.replace(";", "   ") + ROW, (), ("stand in one cell (“goal_kind goal", "Text to Columns")),
    ("csv", f'"{PLAN.strip()}"\n"{ROW.strip()}"\n', (), ("row 1:", "stand in one cell", "save it as an Excel")),
    ("csv", PLAN + ROW + ROW.replace(";", ","), (), ("row 3:", "in one cell (“målområde,Ett mål", "a cell of its own")),
    ("csv", PLAN + ROW.replace(";", "\t"), (), ("row 2:", "with a tab between its values", "and save")),
    ("csv", PLAN + ROW.replace("Första", "Bygga; riva"), (), ("row 2:", "(“1”)", "within quotation marks")),
    ("csv", PLAN + ROW.replace("Första", '"Den "nya" planen"'), (), ("row 2:", "inside it twice", "open it in")),
    ("csv", "goal_kind;målområde\ngoal;A\nactivity;x\nunits;Folkhälsa\norder;1\n", (), ("below one", "Transponera")),
    ("csv", PLAN.replace("goal;", "goal;goal;") + "målområde;A;B;C;Folkhälsa;1\n", (),
     ("row 1, column goal:", "columns B and C", "delete or rename one")),
    ("csv", "Måltyp;Mål;Aktivitet;Ansvarig enhet;Löpnr\na;b;c;d;1\n", (),
     ("row 1, column mål: unknown column “Mål”; did you mean goal?", "mean units?", "Rename it to order")),
    ("csv", PLAN + "Summa;;;;6\n", (), ("row 2, column goal", "only “Summa” in goal_kind and “6” in", "if it is")),
    ("csv", PLAN + ROW + "Uppdaterad i mars\n", (), ("row 3, column goal", "“Uppdaterad i mars”", "or a note")),
    ("csv", PLAN + ROW.replace("Folkhälsa", "-").replace(";1", ";90"), (), ("column units", "write the unit that")),
    ("csv", PLAN + ROW.replace("Folkhälsa", "Ej beslutat").replace(";1", ";90"), (), ("“Ej beslutat”", "--new-units")),
    ("csv", PLAN + ROW.replace("Folkhälsa", "Folkhälsan").replace(";1", ";90"), (), ("did you mean “Folkhälsa”?",)),
    ("csv", PLAN + ROW.replace("Folkhälsa", "Folkhälsa, Välfärd").replace(";1", ";90"), (), ("Write / between units",)),
    ("csv", PLAN + ROW.replace("Ett mål", "x" * 301), (), ("row 2, column goal", "at most 300", "shorten it by 1")),
    ("csv", PLAN + ROW.replace(";1", ";1.000"), (), ("row 2, column order", "one or a thousand", "the digits alone")),
    ("csv", PLAN + ROW.replace(";1", ";1000000"), (), ("row 2, column order", "1 to 999999", "“1000000”")),
    ("csv", f"status;{PLAN}Försenad;{ROW}", (), ("row 2, column status", "“Försenad”", "or leave the column out")),
    ("csv", PLAN + "".join(f"delmål;A;B{n};;{n}\n" for n in range(1, 9)), (), ("16 faults (goal_kind 8, units 8)",)),
    ("csv", "email;name;unit;roles\na@example.se;A;;\n", (), ("a people file", "malvakten people import")),
    ("csv", "<!DOCTYPE html><html><body>Logga in</body></html>", (), ("is a web page", "Spara som > Excel-arbetsbok")),
    ("csv", "\0" * 500, (), ("the file is not text", "open the original in Excel")),
    ("csv", PLAN + ROW, ("--sheet", "Plan"), ("--sheet is for workbooks", "leave it out")),
    ("json", '{"goal": "a"}\n{"goal": "b"}\n', (), ("Write [ at its beginning", "a comma between two rows")),
    ("json", json.dumps([{"email": "a@example.se", "name": "A", "unit": ""}]), (), ("malvakten people import",)),
    ("json", '[{"goal": "a", "goal": "b"}]', (), ("row 1, column goal", "take one of the two away")),
    ("json", json.dumps([JSON_ROW | {"mal": "b"}]), (), ("row 1, column mal", "did you mean goal?", "or delete")),
    ("json", '{"error": "unauthorized"}', (), ("no table, only “error”", "get it again from where it comes")),
    ("json", "[1, 2, 3]", (), ("plan.json has 1 fault", "Write each value behind its column's name")),
    ("json", "[{“goal”: 1}]", (), ("character 3", "(“: write straight quotation marks")),
    ("csv", PLAN + ROW.replace(";1", ";1E+05"), (), ("Excel shortened it", "Number (Tal)")),
    ("csv", PLAN + ROW.replace(";1", ";1.1"), (), ("row 2, column order", "or 1.1, go in a column named key")),
    ("json", reworded(81, ""), ("--new", "70-999999"), ("--new 81–999999: no activity", "has 1 fault")),
    ("ods", "x", (), ("is an OpenDocument spreadsheet", "Spara som > Excel-arbetsbok")),
    ("tsv", "x", (), ("is a text file", "open it in Excel")),
    ("xls", "x", (), ("is an old Excel workbook", "import the new .xlsx file")),
    ("pdf", "x", (), ("is a PDF document", "copy the table to a new workbook")),
    ("lnk", "x", (), ("is a shortcut", "the file that it leads to")),
    ("crdownload", "x", (), ("not yet whole", "wait until it is downloaded")),
    ("xyz", "x", (), ("a file that ends in .json, .csv, .xlsx", "open it in Excel")),
]  # fmt: skip
