from engine.dmn import load_all


def importing(name, namespace):
    kind = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    return f'<import name="{name}" namespace="{namespace}" importType="{kind}"/>'


def files(**texts):
    return {f"{name}.dmn": text.encode() for name, text in texts.items()}


def test_files_that_import_each_other_load_in_any_order(dmn):
    rates = dmn.model(dmn.decision("rate", dmn.literal("0.15")), namespace="rates")
    fee = dmn.model(importing("r", "rates"), dmn.decision("fee", dmn.literal("r.rate * 100"), decisions=["rates#rate"]))
    problems = []
    models = load_all(files(a_fee=fee, b_rates=rates), problems)
    assert problems == []
    assert models["a_fee.dmn"].evaluate("fee", {}).value == 15


def test_imports_in_a_circle_are_named(dmn):
    one = dmn.model(importing("two", "two"), namespace="one")
    two = dmn.model(importing("one", "one"), namespace="two")
    problems = []
    assert load_all(files(one=one, two=two), problems) == {}
    assert [problem.message for problem in problems] == [
        "expected imports without a cycle, found one.dmn > two.dmn > one.dmn"
    ]


def test_a_file_that_cannot_be_read_takes_those_along_that_import_it(dmn):
    broken = dmn.model(dmn.decision("rate", dmn.literal("1 +")), namespace="rates")
    fee = dmn.model(importing("r", "rates"), namespace="fee")
    problems = []
    assert list(load_all(files(fee=fee, rates=broken, other=dmn.model()), problems)) == ["other.dmn"]
    assert [(problem.file, problem.rule) for problem in problems] == [("rates.dmn", "feel_syntax")]


def test_an_import_that_is_not_there_and_a_file_that_is_no_dmn_are_problems(dmn):
    problems = []
    load_all(files(fee=dmn.model(importing("r", "rates"), namespace="fee"), junk="<html/>"), problems)
    assert sorted((problem.file, problem.rule) for problem in problems) == [
        ("fee.dmn", "dmn_import"),
        ("junk.dmn", "dmn_xml"),
    ]
