"""A short show of a room for previews: its host, voice and lips, a product, a question and its answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from agent.assembly import make_lexicon, make_voices
from agent.config import ConfigError, RoomConfig
from agent.demo import ensure_shop
from agent.lanes import spoken
from agent.presenting import card_of, in_stock
from avatar import registry
from avatar.media import SAMPLE_RATE_HZ, Utterance
from avatar.stage.config import BackendConfig, StageConfig
from avatar.stage.messages import Asked, Begin, Command, Feed, Show
from avatar.voices.base import VoiceError
from avatar.voices.chain.voice import VoiceChain, VoiceFault
from knowledge.errors import ShopError
from knowledge.model import Product, text_in
from knowledge.shop import Shop
from persona.loader import load_persona
from persona.schema import Persona

_ASKER = {"en": "Ana", "zh": "小雨"}
_QUESTION = {"en": "How much is it?", "zh": "这款多少钱？"}
_WELCOME = {
    "en": "Welcome in, everybody! Tonight I brought you {name}.",
    "zh": "欢迎来到直播间！今天给大家带来{name}。",
}
_ANSWER = {"en": "{asker} asks about the price: it is {price}.", "zh": "{asker}问价格：{price}。"}
_UNPRICED = {"en": "{asker}, I will check the price and tell you.", "zh": "{asker}，价格我确认一下再告诉你。"}
_LONGEST = 240
"""Characters of the description that are spoken."""
_PAUSE_S = 0.6


@dataclass(frozen=True, slots=True)
class Preview:
    """A rehearsed show."""

    stage: StageConfig
    commands: tuple[tuple[float, Command], ...]
    """What the stage is told, each with its second."""
    lasts_s: float
    """Seconds until the last word is heard."""


async def rehearsed(config: RoomConfig, product_id: str = "") -> Preview:
    """Prepare a show: a welcome, what the catalogue says about the product, a question and its answer.

    Args:
        config: The room.
        product_id: What is shown; the room's first product when empty.

    Raises:
        ConfigError: The room cannot be set up as configured, the shop has no such product, no voice speaks.
        ValueError: A persona or a name is wrong; one clear line.
    """
    language = config.language
    persona = load_persona(config.persona)
    try:
        with_shop = Shop.open(ensure_shop(config.shop), knowledge=config.knowledge, wait_s=0.0)
    except ShopError as error:
        raise ConfigError(str(error)) from error
    try:
        product = _product(with_shop, config, product_id)
        title = text_in(with_shop.title, language)
    finally:
        with_shop.close()
    face = BackendConfig(engine=persona.face.engine, options={"theme": persona.face.theme})
    stage = config.stage(
        title=title, host_name=persona.name_in(language), face=face, gestures=persona.gestures
    )
    commands, lasts_s = await _said(config, persona, product)
    return Preview(stage.model_copy(update={"outputs": ()}), commands, lasts_s)


def _product(shop: Shop, config: RoomConfig, product_id: str) -> Product:
    named = product_id or next((slot.id for slot in config.agenda.slots), "")
    if named:
        found = shop.product(named)
        if found is None:
            raise ConfigError(f"the shop {config.shop} has no product {named!r}")
        return found
    products = shop.products()
    if not products:
        raise ConfigError(f"the shop {config.shop} has no products")
    return next((one for one in products if in_stock(one) and one.picture), products[0])


def _lines(product: Product, language: str) -> list[str]:
    """What is said before the question."""
    welcome = _WELCOME[language].format(name=spoken.name(product, language))
    about = " ".join(text_in(product.description, language).split())[:_LONGEST]
    return [line for line in (welcome, about) if line]


async def _said(
    config: RoomConfig, persona: Persona, product: Product
) -> tuple[tuple[tuple[float, Command], ...], float]:
    language, asker = config.language, _ASKER[config.language]
    card = card_of(product, language, time.time())
    answer = (_ANSWER if card.price else _UNPRICED)[language].format(asker=asker, price=card.price)
    lines = [*_lines(product, language), answer]
    lexicon = make_lexicon(config)
    faults: list[VoiceFault] = []
    chain = VoiceChain(make_voices(config, persona, lexicon), config.speech, on_fault=faults.append)
    lips = registry.load("lips", "auto")(lexicon=lexicon)
    commands: list[tuple[float, Command]] = [(0.0, Show(card))]
    at_s = 0.4
    try:
        for number, line in enumerate(lines):
            if number == len(lines) - 1:
                commands.append((at_s, Asked(asker, _QUESTION[language])))
            name = f"line {number}"
            commands.append((at_s, Begin(name, line, language=language, mood="happy")))
            utterance = Utterance(name, line, language, mood="happy")
            samples = 0
            async for speech, mouth in lips.follow(utterance, chain.speak(utterance)):
                commands.append((at_s, Feed(speech, mouth)))
                samples += speech.pcm.size
            if not samples:
                raise ConfigError(
                    f"no voice of the room speaks: {faults[-1].reason if faults else 'no sound'}"
                )
            at_s += samples / SAMPLE_RATE_HZ + _PAUSE_S
    except VoiceError as error:
        raise ConfigError(f"no voice of the room speaks: {error}") from error
    finally:
        await lips.close()
        await chain.close()
    return tuple(commands), at_s - _PAUSE_S
