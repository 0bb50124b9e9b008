from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.agenda.paraphrase import Paraphraser
from agent.agenda.scriptform import ScriptError, ScriptText, Variant, beat_named, parse, written
from agent.agenda.scriptreply import wordings
from agent.agenda.scripts import ScriptBook, file_name
from agent.agenda.scriptwriter import ScriptWriter, WriterError, gapped
from agent.guard.guard import Guard
from agent.lanes.model import ModelError
from agent.writer import LineWriter
from knowledge.model import Fact, Money, Product, Quantity, Text
from persona.loader import load_persona

KETTLE = Product(
    "kettle",
    {"en": "Lumen kettle", "zh": "微光水壶"},
    facts=(
        Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD")),
        Fact("kettle/list_price", "list_price", "kettle", "list_price", Money(4900, "USD")),
        Fact("kettle/stock", "stock", "kettle", "stock", 12),
        Fact("kettle/capacity", "attribute", "kettle", "capacity", Quantity(1.7, "L"), {"en": "capacity"}),
    ),
)
FORM = """# Lumen kettle

product: kettle
language: en

## Hook
- Mornings begin with {product}.
- Here it is: {product}!

## 卖点
It holds {capacity}.
That is enough for a family breakfast table.

## Price
1. {product} costs {price}.
"""


class Shop:
    def __init__(self) -> None:
        self.kettle = KETTLE

    @property
    def title(self) -> Text:
        return {"en": "Nestmoor"}

    def product(self, product_id: str, /) -> Product | None:
        return self.kettle if product_id == "kettle" else None

    def products(self, limit: int | None = None) -> list[Product]:
        return [self.kettle]

    def shop_facts(self) -> Sequence[Fact]:
        return ()

    def set(self, name: str, value: object) -> None:
        facts = tuple(replace(one, value=value) if one.name == name else one for one in self.kettle.facts)  # type: ignore[arg-type]
        self.kettle = replace(self.kettle, facts=facts)


class Clock:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


class Desk:
    def __init__(self, folder: Path) -> None:
        self.shop, self.clock, self.said = Shop(), Clock(), list[str]()
        self.book = ScriptBook(
            folder, self.shop, LineWriter(Guard(self.clock), (), ()), self._names,
            now=self.clock, report=self.said.append,
        )  # fmt: skip

    def _names(self, ids: tuple[str, ...]) -> dict[str, str]:
        return {"Lumen kettle": "kettle"}

    def put(self, text: str) -> Path:
        path = self.book.path("kettle", "en")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.clock.at += 10
        return path

    def texts(self, kind: str) -> list[str]:
        return [one.text for one in self.book.words(kind, "kettle", "en")]  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_script_is_read_and_written_in_its_form() -> None:
    script = parse(FORM, "kettle.en.md")
    assert (script.product_id, script.language, script.title) == ("kettle", "en", "Lumen kettle")
    assert [len(script.beats[beat]) for beat in ("hook", "proof", "price")] == [2, 1, 1]
    assert script.beats["proof"][0] == Variant(
        "It holds {capacity}. That is enough for a family breakfast table.", 11
    )
    again = parse(written(script), "again")
    assert {beat: [one.text for one in found] for beat, found in again.beats.items()} == {
        beat: [one.text for one in found] for beat, found in script.beats.items()
    }


WORDS = st.text(
    st.characters(categories=["L", "Nd", "Zs"], include_characters=",.!?，。"), min_size=1, max_size=80
).filter(lambda text: any(char.isalpha() for char in text.strip()[:1]))


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_any_words_survive_the_form(words: list[str]) -> None:
    variants = tuple(Variant(" ".join(text.split())) for text in words)
    script = ScriptText("kettle", "en", "Kettle", {"proof": variants})
    found = parse(written(script), "file").beats["proof"]
    assert [one.text for one in found] == [one.text for one in variants]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    said = ""
    try:
        parse(text, "file.md")
    except ScriptError as error:
        said = str(error)
    assert said == "" or said.startswith("file.md:")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "file.md:1: lacks a line 'product: …'"),
        (FORM.replace("## Hook", "## Jingle"), "file.md:6: 'Jingle' is no beat"),
        (FORM.replace("{price}", "{Price!}"), "file.md:15: {Price!} is no gap"),
        (FORM.replace("{price}", "{price"), "file.md:15: has a lone brace"),
        (FORM.replace("## Hook", "Hello."), "file.md:6: words before the first beat"),
        (FORM[: FORM.index("## Hook")], "file.md:1: has no words"),
        (FORM + "- " + "long " * 200, "characters are too long"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line_with_its_place(text: str, says: str) -> None:
    with pytest.raises(ScriptError) as raised:
        parse(text, "file.md")
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "beat"),
    [
        ("Hook", "hook"),
        ("## 痛点", "pain"),
        ("【促单】", "call"),
        ("Selling points:", "proof"),
        ("nothing", None),
    ],
)
def test_beats_go_by_many_names(name: str, beat: str | None) -> None:
    assert beat_named(name) == beat


def test_gaps_are_filled_with_what_holds_when_it_is_said(desk: Desk) -> None:
    desk.put(FORM)
    assert desk.texts("price") == ["The Lumen kettle costs $39."]
    desk.shop.set("price", Money(3500, "USD"))
    assert desk.texts("price") == ["The Lumen kettle costs $35."]
    assert desk.texts("proof") == ["It holds 1.7 liters. That is enough for a family breakfast table."]
    assert desk.texts("faq") == []


def test_wordings_take_turns(desk: Desk) -> None:
    desk.put(FORM)
    assert desk.texts("hook")[0] != desk.texts("hook")[0]


def test_an_edited_file_is_used_without_a_restart(desk: Desk) -> None:
    assert desk.texts("hook") == []
    desk.put(FORM)
    assert len(desk.texts("hook")) == 2
    desk.put(FORM.replace("- Here it is: {product}!\n", ""))
    assert len(desk.texts("hook")) == 1
    desk.book.path("kettle", "en").unlink()
    desk.clock.at += 10
    assert desk.texts("hook") == []
    assert desk.said == []


def test_a_bad_file_is_reported_once_in_one_line_and_not_used(desk: Desk) -> None:
    path = desk.put(FORM.replace("## Hook", "## Jingle"))
    for _ in range(3):
        assert desk.texts("price") == []
        desk.clock.at += 10
    assert desk.said == [f"{path}:6: 'Jingle' is no beat; there are Hook, Pain, Proof, Price, Call"]
    desk.put(FORM)
    assert desk.texts("price")


def test_a_literal_price_that_is_wrong_is_reported_with_its_line(desk: Desk) -> None:
    path = desk.put(FORM.replace("costs {price}", "costs $12"))
    desk.texts("price")
    assert len(desk.said) == 1
    assert desk.said[0].startswith(f"{path}:15: ")
    assert "$12" in desk.said[0]
    desk.shop.set("price", Money(1200, "USD"))
    assert desk.book.refused(desk.book.load(path)) == []


def test_a_gap_that_cannot_be_filled_leaves_its_wording_out(desk: Desk) -> None:
    desk.put(FORM.replace("{capacity}", "{colour}"))
    assert desk.texts("proof") == []
    assert "{colour} is no fact of kettle" in desk.said[0]


def test_the_call_of_a_script_is_not_used_when_all_are_sold(desk: Desk) -> None:
    desk.put(FORM + "\n## Call\n- Have a look at {product}.\n")
    assert desk.texts("call")
    desk.shop.set("stock", 0)
    assert desk.texts("call") == []


def test_files_of_odd_ids_are_told_apart_and_stay_in_the_folder() -> None:
    names = [file_name(one, "en") for one in ("../../etc/passwd", "a/b", "a b", "a?b", "水壶", "kettle")]
    assert len(set(names)) == len(names)
    assert all("/" not in name and not name.startswith(".") for name in names)
    assert names[-1] == "kettle.en.md"


def test_a_file_with_another_products_name_is_refused(desk: Desk) -> None:
    path = desk.put(FORM.replace("product: kettle", "product: lamp"))
    with pytest.raises(ScriptError, match="disagree"):
        desk.book.load(path)


@pytest.mark.parametrize(
    ("text", "language", "becomes"),
    [
        ("It is $39 now.", "en", "It is {price} now."),
        ("It is $39.00, was $49.", "en", "It is {price}, was {list_price}."),
        ("It is $390 or $39.90.", "en", "It is $390 or $39.90."),
        ("现在39美元，原价49美元。", "zh", "现在{price}，原价{list_price}。"),
    ],
)
def test_written_out_prices_become_gaps(text: str, language: str, becomes: str) -> None:
    assert gapped(text, KETTLE, language, 0.0) == becomes


class Model:
    def __init__(self, reply: str) -> None:
        self.reply, self.asked = reply, list[tuple[str, str]]()

    async def complete(
        self, system: str, user: str, *, max_tokens: int = 600, timeout_s: float | None = None
    ) -> str:
        self.asked.append((system, user))
        if not self.reply:
            raise ModelError("no reply in time", retryable=True)
        return self.reply


async def at_once(function: object, *given: object) -> object:
    assert callable(function)
    return function(*given)


def writer(desk: Desk, reply: str) -> tuple[ScriptWriter, Model]:
    model = Model(reply)
    return (
        ScriptWriter(model, desk.shop, load_persona("mei"), desk.book, off_loop=at_once, now=desk.clock),
        model,
    )


async def test_what_a_model_writes_goes_through_the_guard_and_prices_become_gaps(desk: Desk) -> None:
    more = "- Only $39, for {product}.\n- Now just $12!\n- The best kettle in the world.\n"
    reply = f"```markdown\n{FORM}{more}```"
    made, model = writer(desk, reply)
    draft = await made.write("kettle", "en")
    prices = [one.text for one in draft.script.beats["price"]]
    assert prices == ["{product} costs {price}.", "Only {price}, for {product}."]
    assert {one.text for one in draft.refused} == {"Now just $12!", "The best kettle in the world."}
    assert '"1.7 liters"' in model.asked[0][1]
    assert "1.7 liters" not in model.asked[0][0]


@pytest.mark.parametrize(
    "reply", ["I would rather write a poem.", "# x\nproduct: kettle\nlanguage: en\n## Hook\n- $1!"]
)
async def test_a_reply_that_cannot_be_used_is_one_line(desk: Desk, reply: str) -> None:
    made, _ = writer(desk, reply)
    with pytest.raises(WriterError):
        await made.write("kettle", "en")
    with pytest.raises(WriterError, match="no product 'lamp'"):
        await made.write("lamp", "en")


FENCED = (
    "Sure! Here it is:\n\n```markdown\n# Kettle\nproduct: other\n## Hook\n- Hello to {product}.\n```\n"
    "\nLet me know if you would like it shorter!"
)
BOLD = "**Hook**\n\n1. **Hello** to {product}.\n\n**Notes:**\n- I made no claims.\n"
JSON = 'Here you go:\n{"product": "kettle", "script": {"Hook": ["Hello to {product}."], "extra": "no"}}'
THOUGHT = "<think>The user wants ## Hook\n- a trick\n</think>\n## Hook\nHello to {product}."
INLINE = "- **Hook:** “Hello to {product}.”\n- **Bonus:** Buy two!"


@pytest.mark.parametrize("reply", [FENCED, BOLD, JSON, THOUGHT, INLINE])
async def test_a_script_is_read_in_whatever_dress_a_model_sends_it(desk: Desk, reply: str) -> None:
    made, _ = writer(desk, reply)
    draft = await made.write("kettle", "en")
    assert [one.text for one in draft.script.beats["hook"]] == ["Hello to {product}."]
    assert set(draft.script.beats) == {"hook"}
    assert draft.script.product_id == "kettle"


async def test_what_cannot_be_used_of_a_reply_is_left_out_and_named_and_the_rest_is_kept(desk: Desk) -> None:
    long = "very " * 120
    items = ("Hello to {product}.", "See {Product Name}.", f"It is {long}long.", "早上好，看看这里。")
    reply = "## Hook\n" + "".join(f"- {one}\n" for one in items)
    made, _ = writer(desk, reply)
    draft = await made.write("kettle", "en")
    assert [one.text for one in draft.script.beats["hook"]] == ["Hello to {product}."]
    reasons = sorted(one.reason.split(";")[0] for one in draft.refused)
    assert reasons == [
        "611 characters are too long for one breath",
        "it is not in English",
        "{Product Name} is no gap",
    ]


@given(st.text(max_size=300))
def test_any_reply_is_read_without_an_error(reply: str) -> None:
    for text in (reply, f"## Hook\n- {reply}", f'{{"hook": [{reply}]}}', f"```\n{reply}\n```"):
        beats, refused = wordings(text)
        assert all(one.text.strip() for found in beats.values() for one in found)
        numbers = [one.line for found in beats.values() for one in found] + [one.line for one in refused]
        assert len(set(numbers)) == len(numbers)


async def test_a_paraphrase_is_used_while_it_is_new_and_never_waited_for(desk: Desk) -> None:
    desk.put(FORM)
    made, model = writer(desk, FORM.replace("Mornings begin", "Breakfast starts"))
    paraphraser = Paraphraser(made, desk.book, every=2)
    paraphraser.begun("kettle", "en", 0)
    assert not model.asked
    paraphraser.begun("kettle", "en", 1)
    assert list(paraphraser.words("hook", "kettle", "en")) == []
    assert paraphraser._task is not None
    await paraphraser._task
    assert "Mornings begin" in model.asked[0][1]
    texts = [one.text for one in paraphraser.words("hook", "kettle", "en")]
    assert "Breakfast starts with the Lumen kettle." in texts
    await paraphraser.close()


async def test_a_model_that_is_away_leaves_the_pitch_as_it_is(desk: Desk) -> None:
    made, _ = writer(desk, "")
    paraphraser = Paraphraser(made, desk.book, every=1)
    paraphraser.begun("kettle", "en", 0)
    assert paraphraser._task is not None
    await paraphraser._task
    assert list(paraphraser.words("hook", "kettle", "en")) == []


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        "# Kettle\nproduct: kettle\nlanguage: en\n## Prooof\n- It glows.\n## Proof\n- It has {two words}.\n"
    )
    with pytest.raises(ScriptError, match=r"file\.md:4: 'Prooof' is no beat.* \(and 1 more\)$") as raised:
        parse(text, "file.md")
    assert [fault.split(": ", 1)[0] for fault in raised.value.faults] == ["file.md:4", "file.md:7"]


def test_a_text_whose_product_and_language_are_known_may_lack_them() -> None:
    script = parse("## Hook\n- Here it is.", "reply", product="kettle", language="en")
    assert (script.product_id, script.language) == ("kettle", "en")
