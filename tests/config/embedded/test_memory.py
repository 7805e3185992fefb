"""PostgreSQL's share of the memory, on small and on large machines."""

from pathlib import Path

import pytest

from config.embedded import memory
from config.embedded.memory import MEGABYTE, memory_settings


@pytest.mark.parametrize(
    ("megabytes", "buffers", "files", "sort", "upkeep"),
    [(512, 32, 256, 4, 32), (1_024, 40, 512, 4, 32), (4_096, 40, 2_048, 8, 128), (65_536, 40, 32_768, 8, 256)],
)
def test_its_share_grows_with_the_machine_up_to_a_bound(
    megabytes: int, buffers: int, files: int, sort: int, upkeep: int
):
    told = dict(setting.split("=") for setting in memory_settings(megabytes * MEGABYTE))
    expected = {"shared_buffers": buffers, "effective_cache_size": files}
    expected |= {"work_mem": sort, "maintenance_work_mem": upkeep}
    assert {name: told[name] for name in expected} == {name: f"{size}MB" for name, size in expected.items()}


@pytest.mark.parametrize(("bound", "is_less"), [("max\n", False), (f"{64 * MEGABYTE}\n", True), (None, False)])
def test_a_container_has_what_it_may_have(
    bound: str | None, is_less: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(memory, "OF_A_CONTAINER", tmp_path / "memory.max")
    if bound:
        (tmp_path / "memory.max").write_text(bound)
    assert (memory.memory() == 64 * MEGABYTE) == is_less
