"""A configuration that is found in a repository names nothing outside of it; others may."""

from __future__ import annotations

import subprocess

import pytest
from tests.workspace.shop import Shop, shop

__all__ = ["shop"]

SCHEMA = "type: object\nproperties: {id: {type: string}}\n"
KINDS = 'kinds: {item: {plural: shelf, schema: %s, files: ["items/*.yaml"], identity: id}}\n'
HERE = KINDS % "item.schema.yaml"


@pytest.fixture
def lane(shop: Shop) -> Shop:
    """A shop that is a repository, beside a folder with a file for each purpose."""
    subprocess.run(["git", "init", "--quiet"], cwd=shop.folder, check=True)
    shop.write("../lane/item.yaml", SCHEMA)
    shop.write("../lane/more.remit", 'policy more governs item "More."\n')
    shop.write("../lane/waivers.yaml", "waivers: []\n")
    shop.write("../lane/secret.yaml", "id: hunter\n")
    return shop


def told(shop: Shop, *words: str) -> tuple[int, str]:
    status, output = shop.again("check", *words)
    return status, "".join(text for _, text in output)


@pytest.mark.parametrize(
    ("config", "path"),
    [
        (KINDS % "../lane/item.yaml" + "policies: [rules]\n", "../lane/item.yaml"),
        (HERE + "policies: [rules, ../lane]\n", "../lane"),
        (HERE + "policies: [rules/../../lane/more.remit]\n", "rules/../../lane/more.remit"),
        (HERE + "policies: [link]\n", "link"),
        (HERE + "policies: [link/more.remit]\n", "link/more.remit"),
        (HERE + "policies: [rules]\nwaivers: [../lane/waivers.yaml]\n", "../lane/waivers.yaml"),
        (HERE + "policies: [rules]\nwaivers: [link/waivers.yaml]\n", "link/waivers.yaml"),
        (
            HERE + "policies: [rules]\n"
            "registers: {secret: {file: ../lane/secret.yaml, schema: item.schema.yaml}}\n",
            "../lane/secret.yaml",
        ),
        (
            HERE + "policies: [rules]\n"
            "registers: {secret: {file: rules/secret.yaml, schema: ../lane/item.yaml}}\n",
            "../lane/item.yaml",
        ),
    ],
)
def test_what_a_found_configuration_names_must_lie_in_its_repository(
    lane: Shop, config: str, path: str
) -> None:
    (lane.folder / "link").symlink_to("../lane")
    lane.write("rules/secret.yaml", "id: known\n")
    lane.write("remit.yaml", config)
    for words in ((), ("--no-cache",), ("items/a.yaml",), ("--quiet",)):
        status, said = told(lane, *words)
        assert (status, f"`{path}` leads out of the repository" in said) == (2, True)
        assert "hunter" not in said
    assert "leads out" not in told(lane, "--config", "remit.yaml")[1]


def test_an_absolute_path_leads_out_as_well(lane: Shop) -> None:
    there = lane.folder.parent / "lane"
    lane.write("remit.yaml", HERE + f"policies: ['{there}']\n")
    assert told(lane)[0] == 2
    lane.write("remit.yaml", HERE + f"policies: ['{lane.folder}/rules']\n")
    assert told(lane)[0] in (0, 1)


def test_without_git_there_is_no_repository_to_lead_out_of(shop: Shop) -> None:
    shop.write("../lane/more.remit", 'policy more governs item "More."\n')
    shop.write("remit.yaml", HERE + "policies: [rules, ../lane]\n")
    assert told(shop)[0] in (0, 1)
