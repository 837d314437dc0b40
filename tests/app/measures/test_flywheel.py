"""New derivatives and the downloads they take, against a Hub of six repositories."""

import datetime as dt

import pytest

from app.charts import captions
from app.charts.flywheel_chart import derivatives_figure
from app.errors import ViewError
from app.measures import ask
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Grouping, Measure, Population, View
from collectors.contract import Platform, Relation
from tests.support import hub_model, midnight, plant_hub

DAY = dt.date(2026, 7, 5)  # a Sunday
MONDAY = dt.date(2026, 6, 29)
HUB = View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, by=Grouping.LAB)


@pytest.fixture
def hub(database: Database) -> Database:
    born = midnight(MONDAY)

    def child(name: str, downloads: int, base: str, relation: Relation, **more: object) -> object:
        return hub_model(name, downloads, base_models=(base,), relation=relation, created_at=born, **more)

    models = [
        hub_model("Qwen/Base", 500, pipeline_tag="text-generation"),
        hub_model("meta-llama/Base", 100),
        child("someone/Tuned", 60, "Qwen/Base", Relation.FINETUNE, pipeline_tag="text-generation"),
        child("baker/Tuned-GGUF", 200, "someone/Tuned", Relation.QUANTIZED),
        child("Qwen/Base-AWQ", 40, "Qwen/Base", Relation.QUANTIZED),
        child("meta-llama/Of-Qwen", 100, "Qwen/Base", Relation.MERGE),
    ]
    plant_hub(database, DAY, models)  # type: ignore[arg-type]
    return database


def answer(database: Database, view: View) -> Measured:
    with database.connect() as connection:
        return ask(connection, view)


def test_new_derivatives_go_to_the_lab_of_their_declared_base(hub: Database) -> None:
    found = answer(hub, HUB)
    rows = {(row["group"], row["relation"]): (row["value"], row["own"]) for row in found.frame.to_dict("records")}
    assert rows == {
        ("alibaba", "finetune"): (1, 0),
        ("alibaba", "quantized"): (1, 1),
        ("alibaba", "merge"): (1, 0),
        ("unattributed", "quantized"): (1, 0),
    }
    assert set(found.frame["date"].dt.date) == {MONDAY}
    assert found.frame["share"].sum() == pytest.approx(1)
    assert found.frame["complete"].all()
    assert any("lower bound" in note for note in found.notes)


def test_bounds_give_what_nobody_can_place_to_no_group_and_to_each(hub: Database) -> None:
    rows = answer(hub, HUB).frame.set_index(["group", "relation"])[["share", "share_low", "share_high"]]
    assert rows.loc["alibaba", "quantized"].tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert rows.loc["alibaba", "merge"].tolist() == pytest.approx([0.25, 0.25, 0.25])
    assert rows.loc["unattributed", "quantized"].tolist() == pytest.approx([0.25, 0.25, 0.25])


def test_bounds_of_downloads_hold_unknown_ancestry_and_unknown_publishers(database: Database) -> None:
    tuned = hub_model("Qwen/Own", 100, base_models=("Qwen/Base",), relation=Relation.FINETUNE)
    by_nobody = hub_model("someone/Tuned", 60, base_models=("Qwen/Base",), relation=Relation.FINETUNE)
    lost = hub_model("baker/Tuned", 40, base_models=("nobody/Gone",), relation=Relation.FINETUNE)
    plant_hub(database, DAY, [hub_model("Qwen/Base", 200), tuned, by_nobody, lost])
    rows = answer(database, HUB.with_(measure=Measure.DERIVATIVES)).frame.set_index("group")
    mine = rows.loc["alibaba"]
    assert [mine[name] for name in ("share", "share_low", "share_high")] == pytest.approx([0.4, 0.4, 0.5])
    # 60 of 400 by a publisher that nobody knows: its own at the least; with all of unknown ancestry at the most.
    names = ("others_share", "others_share_low", "others_share_high")
    assert [mine[name] for name in names] == pytest.approx([0.15, 0.0, 0.25])


def test_a_band_is_drawn_where_it_is_asked_for(hub: Database) -> None:
    for band in (False, True):
        figure = derivatives_figure(answer(hub, HUB.with_(measure=Measure.DERIVATIVES, band=band)))
        assert any(trace.fill == "toself" for trace in figure.data) is band


def test_downloads_go_to_the_ancestry_and_not_to_the_publisher(hub: Database) -> None:
    frame = answer(hub, HUB.with_(measure=Measure.DERIVATIVES, by=Grouping.BLOC)).frame
    chinese = frame[frame["group"] == "CN"].set_index("relation")
    assert chinese["value"].to_dict() == {"finetune": 60, "merge": 100, "quantized": 240}
    assert chinese["others"].to_dict() == {"finetune": 60, "merge": 100, "quantized": 200}
    assert chinese["share"].sum() == pytest.approx(400 / 1_000)
    assert set(frame["group"]) == {"CN"}  # a merge by a US lab is of Chinese ancestry all the same


def test_a_population_holds_for_both_sides_of_the_division(hub: Database) -> None:
    view = HUB.with_(measure=Measure.DERIVATIVES, population=Population.LANGUAGE)
    (row,) = answer(hub, view).frame.to_dict("records")
    assert (row["group"], row["value"]) == ("alibaba", 60)
    assert row["share"] == pytest.approx(60 / 560)


def test_what_was_first_seen_later_is_not_known_before(hub: Database) -> None:
    assert answer(hub, HUB.with_(as_of=DAY - dt.timedelta(days=1))).frame.empty


def test_a_past_day_keeps_what_was_declared_then(database: Database) -> None:
    """A base that is declared anew: the week stays with the first, and each day's downloads with that day's."""
    born, next_day = midnight(MONDAY), DAY + dt.timedelta(days=1)
    for day, base in ((DAY, "Qwen/Base"), (next_day, "meta-llama/Base")):
        tuned = hub_model("x/Tuned", 60, base_models=(base,), relation=Relation.FINETUNE, created_at=born)
        late = hub_model("x/Late", 5, base_models=("Qwen/Base",) if day == next_day else (), created_at=born)
        plant_hub(database, day, [tuned, late])
    for as_of, expected in ((None, {"alibaba": 2}), (DAY, {"alibaba": 1})):  # what nobody had declared yet is no part
        frame = answer(database, HUB.with_(as_of=as_of)).frame
        assert frame.groupby("group")["value"].sum().to_dict() == expected
    frame = answer(database, HUB.with_(measure=Measure.DERIVATIVES)).frame
    taken = {(row["date"].date(), row["group"]): row["value"] for row in frame.to_dict("records")}
    assert taken[DAY, "alibaba"] == 60
    assert taken[next_day, "meta"] == 60
    assert taken[next_day, "alibaba"] == 5
    assert (next_day, "meta") not in {
        (row["date"].date(), row["group"])
        for row in answer(database, HUB.with_(measure=Measure.DERIVATIVES, as_of=DAY)).frame.to_dict("records")
    }


def test_openrouter_and_single_models_have_no_derivatives(hub: Database) -> None:
    for view in (HUB.with_(platform=Platform.OPENROUTER), HUB.with_(by=Grouping.MODEL)):
        with pytest.raises(ViewError):
            answer(hub, view)


def test_an_empty_database_gives_an_empty_frame(database: Database) -> None:
    for measure in (Measure.FLYWHEEL, Measure.DERIVATIVES, Measure.RELEASES):
        assert answer(database, HUB.with_(measure=measure)).frame.empty


def test_no_derivative_is_an_original(hub: Database) -> None:
    with pytest.raises(ViewError, match="No derivative is an original"):
        answer(hub, HUB.with_(measure=Measure.DERIVATIVES, population=Population.ORIGINAL))


def test_words_and_picture_say_out_of_which_downloads(hub: Database) -> None:
    found = answer(hub, HUB.with_(measure=Measure.DERIVATIVES, population=Population.LANGUAGE))
    out_of = "all downloads of language and vision-language models"
    assert out_of in captions.finding(found)
    assert "Population: language and vision-language models" in captions.subtitle(found)
    assert out_of in str(derivatives_figure(found).layout.title.text)
