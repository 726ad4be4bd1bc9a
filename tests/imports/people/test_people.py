"""The people file: what is read, and all faults at once."""

from pathlib import Path
from typing import Any

from imports.people.file import COLUMNS, PeopleFile, read_people
from models.vocabulary.people import Role
from tests.imports.support import PEOPLE, assert_beginnings, write_csv, write_json, write_xlsx

OWNER = {"email": "a@example.se", "name": "Ägare", "unit": "Välfärd", "roles": "owner"}


def read(folder: Path, *rows: Any) -> PeopleFile:
    return read_people(write_json(folder / "people.json", list(rows)))


def fault_texts(people: PeopleFile) -> list[str]:
    return [str(fault) for fault in people.faults]


def test_the_sample_people_are_read() -> None:
    people = read_people(PEOPLE)
    assert people.faults == ()
    assert all(row.email.endswith("@example.se") for row in people.rows)
    by_role = {role: sum(role in row.roles for row in people.rows) for role in Role}
    assert by_role == {Role.OWNER: 11, Role.MANAGER: 8, Role.COORDINATOR: 2}
    assert [row.email for row in people.rows if row.language == "en"] == [
        "agare.samhallsutveckling2@example.se", "chef.naringsliv@example.se",
    ]  # fmt: skip
    assert {row.email: row.deputy_email for row in people.rows if row.deputy_email} == {
        "agare.folkhalsa@example.se": "ersattare.folkhalsa@example.se"
    }


def test_a_whole_row_is_read(tmp_path: Path) -> None:
    row = read(
        tmp_path,
        OWNER
        | {
            "email": " Åsa.Ägare@Example.SE ", "unit": "Välfärd; Folkhälsa;", "roles": "Owner;manager;owner",
            "slack_user_id": "U01", "teams_aad_object_id": "abc", "language": "EN", "timezone": "Europe/Helsinki",
            "deputy_email": "D@example.se", "manager_email": "M@example.se", "activities": "36; 34;36",
        },
    ).rows[0]  # fmt: skip
    assert (row.email, row.units) == ("åsa.ägare@example.se", ("Välfärd", "Folkhälsa"))
    assert row.roles == (Role.OWNER, Role.MANAGER)
    assert (row.slack_user_id, row.teams_aad_object_id, row.language) == ("U01", "abc", "en")
    assert (row.timezone, row.deputy_email, row.manager_email) == ("Europe/Helsinki", "d@example.se", "m@example.se")
    assert row.activities == (34, 36)


def test_the_three_formats_give_the_same_rows(tmp_path: Path) -> None:
    rows = [
        OWNER | {"activities": "12", "unit": "Välfärd;Folkhälsa"},
        {"email": "b@example.se", "name": "Samordnare", "unit": "", "roles": "coordinator;manager"},
    ]
    read_rows = [
        read_people(path).rows
        for path in (
            write_csv(tmp_path / "p.csv", COLUMNS, rows),
            write_csv(tmp_path / "q.csv", COLUMNS, rows, ",", "cp1252"),
            write_xlsx(tmp_path / "p.xlsx", COLUMNS, [rows[0] | {"activities": 12.0}, rows[1]]),
        )
    ]
    lists = [
        OWNER | {"activities": [12], "unit": ["Välfärd", "Folkhälsa"]},
        rows[1] | {"roles": ["coordinator", "manager"]},
    ]
    in_json = read(tmp_path, *lists).rows
    assert read_rows[0] == read_rows[1] == read_rows[2]
    assert [(r.email, r.units, r.roles, r.activities) for r in in_json] == [
        (r.email, r.units, r.roles, r.activities) for r in read_rows[0]
    ]


def test_all_faults_are_reported_at_once_with_row_and_column(tmp_path: Path) -> None:
    people = read(
        tmp_path,
        OWNER | {"slack_user_id": "U01", "teams_aad_object_id": "abc"},
        OWNER | {"email": "A@Example.se", "slack_user_id": "U01", "teams_aad_object_id": "ABC"},
        {
            "email": "no address",
            "name": " ",
            "unit": "",
            "roles": "owner;boss",
            "slack_user_id": "u01",
            "language": "fi",
        },
        OWNER
        | {"email": "b@example.se", "timezone": "Stockholm", "deputy_email": "b@example.se", "manager_email": "@"},
        OWNER | {"email": "", "activities": "1;x;0", "slack_user_id": "U1"},
    )
    assert_beginnings(
        fault_texts(people),
        [
            "row 2, column email: a@example.se stands on row 1 too",
            "row 2, column slack_user_id: U01 stands on row 1 too",
            "row 2, column teams_aad_object_id: ABC stands on row 1 too",
            "row 3, column roles: takes owner (ägare), manager (chef), coordinator (samordnare), with ; between, not",
            "row 3, column unit: is empty, but an owner answers for a unit",
            "row 3, column email: takes one e-mail address, such as anna.ek@example.se, not “no address”",
            "row 3, column name: is empty",
            "row 3, column slack_user_id: takes a Slack member id such as U012AB3CD, not “u01”",
            "row 3, column language: takes sv or en or nothing, not “fi”",
            "row 4, column timezone: takes a time zone such as Europe/Stockholm or nothing, not “Stockholm”",
            "row 4, column deputy_email: nobody can be their own deputy",
            "row 4, column manager_email: takes one e-mail address, such as anna.ek@example.se, not “@”",
            "row 5, column email: is empty",
            "row 5, column slack_user_id: takes a Slack member id such as U012AB3CD, not “U1”",
            "row 5, column activities: takes activity numbers from 1 to 999999 (order in the plan), with ; between",
            "row 5, column activities: takes activity numbers from 1 to 999999 (order in the plan), with ; between",
        ],
    )
