from pathlib import Path

import pytest

from engine.dmn import tck

_KIT = Path(__file__).parents[4] / "shared" / "tck"

_CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>m.dmn</modelName>
<testCase id="1"><inputNode name="x"><value xsi:type="xsd:decimal">2</value></inputNode>
<resultNode name="d" type="decision"><expected><value xsi:type="xsd:decimal">{}</value></expected></resultNode>
</testCase>
</testCases>"""


@pytest.fixture
def kit(tmp_path, dmn):
    model = dmn.model(dmn.input("x"), dmn.decision("d", dmn.literal("x + 1"), needs=["x"]))
    (tmp_path / "m.dmn").write_text(model)
    return tmp_path


def test_a_passed_case_is_counted(kit, capsys):
    (kit / "m-test-01.xml").write_text(_CASES.format(3))
    assert tck.main([str(kit)]) == 0
    assert capsys.readouterr().out.endswith("(100.00 %)\n1 passed, 0 failed\n")


def test_a_failed_case_is_printed_with_what_was_found(kit, capsys):
    (kit / "m-test-01.xml").write_text(_CASES.format(4))
    assert tck.main([str(kit)]) == 1
    assert "m-test-01 1 d: expected Decimal('4'), found Decimal('3')" in capsys.readouterr().out


@pytest.mark.skipif(not _KIT.is_dir(), reason="the DMN TCK is not beside the project")
@pytest.mark.parametrize(("level", "least"), [("compliance-level-2", 1.0), ("compliance-level-3", 0.995)])
def test_the_compatibility_kit_passes(level, least):
    totals = tck.Totals()
    tck.run_directory(_KIT / level, totals)
    assert totals.valued > 100
    assert totals.valued_passed >= least * totals.valued, "\n".join(totals.failures[:20])
