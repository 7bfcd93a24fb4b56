"""The command line where the organisation changes: units, settings, members who move, proposals."""

from tests.bot.test_cli import Run, data, done, refused, roster
from tests.bot.test_cli import bare as bare
from tests.bot.test_cli import tusoi as tusoi


def cells(tusoi: Run) -> list[str]:
    """Two more cells; the ids of the three members of the first."""
    done(tusoi("unit", "add", "Đảng ủy khác", "--code", "XU"))
    done(tusoi("unit", "add", "Chi bộ 2", "--code", "CB2", "--parent", "DU"))
    done(tusoi("roster", "import", roster("Họ và tên\nNgô An\nNgô Bình\nNgô Cường\n"), "--unit", "CB1"))
    return [item["id"] for item in data(tusoi("member", "list", "--unit", "CB1", "--json"))]


def test_a_unit_moves_is_renamed_split_and_merged(tusoi: Run) -> None:
    first, *_ = cells(tusoi)
    assert "under XU from now on" in done(tusoi("unit", "move", "cb1", "--under", "XU"))
    refused(tusoi("unit", "move", "XU", "--under", "CB1"), "cannot be put below itself")
    done(tusoi("unit", "rename", "CB1", "Chi bộ Một"))
    words = ("unit", "split", "CB1", "--new", "CB1B", "--name", "Chi bộ 1B", "--member", first)
    assert "CB1B split off CB1 with 1 members" in done(tusoi(*words))
    assert "merged into CB2: 1 members" in done(tusoi("unit", "merge", "CB1B", "--into", "CB2"))
    refused(tusoi("unit", "close", "CB1"), "still has members")
    done(tusoi("unit", "add", "Chi bộ 9", "--code", "CB9"))
    assert "CB9 is closed" in done(tusoi("unit", "close", "CB9"))
    listed = {item["code"]: item for item in data(tusoi("unit", "list", "--json"))}
    assert set(listed) == {"DU", "XU", "CB1", "CB2"}, "not those that are closed"
    assert "Not shown: 2 closed" in tusoi("unit", "list").stderr
    everything = {item["code"]: item for item in data(tusoi("unit", "list", "--all", "--json"))}
    assert everything["CB1B"]["merged_into"] == "CB2"
    assert everything["CB9"]["closed_at"]
    assert everything["CB9"]["merged_into"] is None
    assert "Merged into" in done(tusoi("unit", "list", "--all"))
    acts = {item["act"]: item["detail"] for item in data(tusoi("audit", "list", "--json"))}
    assert acts["unit_renamed"] == "Chi bộ 1 → Chi bộ Một"
    assert (acts["unit_merged"], acts["unit_split"], acts["unit_moved"]) == ("CB1B", "CB1B", "XU")
    assert (listed["CB1"]["name"], listed["CB1"]["parent"]) == ("Chi bộ Một", "XU")
    assert [item["unit"] for item in data(tusoi("member", "history", first, "--json"))] == [
        *("CB1", "CB1B", "CB2")
    ]


def test_what_became_of_a_unit(tusoi: Run) -> None:
    first, *_ = cells(tusoi)
    done(tusoi("unit", "move", "CB1", "--under", "XU"))
    done(tusoi("unit", "rename", "CB1", "Chi bộ Một"))
    done(tusoi("unit", "split", "CB1", "--new", "CB1B", "--name", "Chi bộ 1B", "--member", first))
    done(tusoi("unit", "merge", "CB1B", "--into", "CB2"))

    def past(code: str) -> list[tuple[str | None, ...]]:
        found = data(tusoi("unit", "history", code, "--json"))
        assert all(event["at"] for event in found)
        return [(event["what"], event["name"], event["parent"], event["other"]) for event in found]

    assert past("cb1") == [
        ("added", "Chi bộ 1", "DU", None),
        ("moved", "Chi bộ 1", "XU", None),
        ("renamed", "Chi bộ Một", "XU", None),
        ("split off", "Chi bộ Một", "XU", "CB1B"),
    ]
    assert past("CB1B") == [
        ("added", "Chi bộ 1B", "XU", None),
        ("split off from", "Chi bộ 1B", "XU", "CB1"),
        ("merged into", "Chi bộ 1B", "XU", "CB2"),
        ("closed", "Chi bộ 1B", "XU", None),
    ]
    assert past("CB2")[-1] == ("took over", "Chi bộ 2", "DU", "CB1B")
    refused(tusoi("unit", "history", "X9"), "X9")


def test_a_unit_has_settings(tusoi: Run) -> None:
    done(tusoi("unit", "set", "DU", "approval_from", "100"))
    refused(tusoi("unit", "set", "CB1", "approval_from", "200"), "can only be made stricter")
    refused(tusoi("unit", "set", "CB1", "timezone", "Mars"), "does not take")
    found = {item["name"]: item for item in data(tusoi("unit", "settings", "CB1", "--json"))}
    assert (found["approval_from"]["value"], found["approval_from"]["own"]) == ("100", False)


def test_a_member_is_transferred_and_leaves(tusoi: Run) -> None:
    first, second, _ = cells(tusoi)
    assert "is in CB2 from now on" in done(tusoi("member", "transfer", first, "--unit", "CB2"))
    refused(tusoi("member", "transfer", first, "--unit", "DU"), "is no cell")
    done(tusoi("member", "remove", second, "--deceased"))
    [line] = data(tusoi("member", "history", second, "--json"))
    assert line["ended"] == "deceased"
    refused(tusoi("member", "history", "5"), "5")
    assert "on the roll again" in done(tusoi("member", "restore", second))
    refused(tusoi("member", "restore", second), "is on the roll")
    assert data(tusoi("member", "history", second, "--json"))[-1]["until"] is None


def test_members_are_in_cells_alone(tusoi: Run) -> None:
    refused(tusoi("member", "add", "Lê An", "--unit", "DU"), "is no cell")


def test_without_proposals_there_is_nothing_to_confirm(tusoi: Run) -> None:
    assert data(tusoi("member", "proposals", "--json")) == []
    refused(tusoi("member", "confirm", "7"), "No proposal 7 waits")
    refused(tusoi("member", "decline", "7"), "No proposal 7 waits")
