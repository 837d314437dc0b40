"""The roster of the Hub's repositories in the sample world: what each is, when it appears and what it descends from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.sample import plants
from app.sample.accounts import ACCOUNTS, Account, Kind
from app.sample.arithmetic import between, die
from app.sample.models import LONGEST, NEVER, TokenModel
from collectors.contract import Relation

# Sizes by name, in millions of parameters.
PARAMETERS = {
    "8B": 8_190,
    "32B": 32_760,
    "4B": 4_020,
    "14B": 14_770,
    "1.7B": 1_720,
    "72B": 72_700,
    "235B-A22B": 235_090,
}
SIZES = tuple(PARAMETERS)
SUFFIXES = ("", "-Instruct", "-Coder", "-VL", "-Thinking", "-Base")
GRADES = {"base": 110, "large": 335, "small": 66, "mini": 33, "medium": 184, "tiny": 14, "xl": 1_100}
LICENCES = ("apache-2.0", "mit", "apache-2.0", "other", "apache-2.0", "cc-by-nc-4.0")
FORMATS = ("GGUF", "AWQ", "GPTQ-Int4", "MLX-4bit", "FP8")
MILLION = 1_000_000

NOUNS = {
    Kind.ENCODER: ("encoder",),
    Kind.EMBEDDING: ("embed", "rerank"),
    Kind.VISION: ("vision", "clip", "detect", "ocr"),
    Kind.IMAGE: ("image", "video"),
    Kind.AUDIO: ("speech", "voice"),
    Kind.MIRROR: ("mirror-vision", "mirror-encoder", "mirror-chat", "mirror-speech"),
}
PIPELINES = {
    "encoder": ("fill-mask", "transformers"),
    "embed": ("sentence-similarity", "sentence-transformers"),
    "rerank": ("text-ranking", "sentence-transformers"),
    "vision": ("image-classification", "timm"),
    "clip": ("zero-shot-image-classification", "transformers"),
    "detect": ("object-detection", "transformers"),
    "ocr": ("image-text-to-text", "transformers"),
    "image": ("text-to-image", "diffusers"),
    "video": ("text-to-video", "diffusers"),
    "speech": ("automatic-speech-recognition", "transformers"),
    "voice": ("text-to-speech", "transformers"),
    "mirror-vision": ("image-classification", "timm"),
    "mirror-encoder": ("fill-mask", "transformers"),
    "mirror-chat": ("text-generation", "transformers"),
    "mirror-speech": ("automatic-speech-recognition", "transformers"),
}
LIBRARIES = {"GGUF": "gguf", "MLX-4bit": "mlx"}


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository. `created` and `gone` are days before the world's end; `weight` its part of its account."""

    account: Account
    name: str
    created: int
    weight: float
    pipeline: str | None
    library: str | None
    licence: str
    parameters: int | None = None
    gguf_parameters: int | None = None
    gated: bool | str = False
    base: str = ""
    relation: Relation | None = None
    later_base: str = ""
    gone: int = NEVER
    fades: bool = field(default=True)

    @property
    def first_id(self) -> str:
        """The name under which it appears."""
        return f"{self.account.name}/{self.name}"

    def repo_id(self, day: int) -> str:
        """Its name on a day number (0 is the world's end)."""
        account = self.account.name
        if account == plants.FORMER_ACCOUNT and day >= -plants.RENAMED:
            account = plants.NEW_ACCOUNT
        return f"{account}/{self.name}"

    def created_at(self, end: dt.date, seed: int) -> str:
        """The moment of its creation as the Hub writes it."""
        second = die(80_000, seed, self.first_id, "second")
        moment = dt.datetime.combine(end - dt.timedelta(days=self.created), dt.time()) + dt.timedelta(seconds=second)
        return f"{moment.isoformat()}.000Z"

    def tags(self, day: int) -> list[str]:
        """What it says about itself on a day number, as the Hub lists it."""
        found = [self.library] if self.library else []
        base = self.later_base if self.later_base and day >= -plants.REDECLARED else self.base
        if base:
            found.append(f"base_model:{base}")
            if self.relation:
                found.append(f"base_model:{self.relation}:{base}")
        return [*found, f"license:{self.licence}", "region:us"]


def repositories(seed: int, models: Sequence[TokenModel]) -> tuple[Repository, ...]:
    """Every repository of the world, in a fixed order; the open models of OpenRouter are among them."""
    found: list[Repository] = []
    taken: set[str] = set()

    def take(repository: Repository) -> None:
        if repository.first_id not in taken:
            taken.add(repository.first_id)
            found.append(repository)

    for account in ACCOUNTS:
        if account.kind not in (Kind.QUANTS, Kind.FINETUNES):
            for repository in _own(seed, account, _released(account, models)):
                take(repository)
    language = [each for each in found if each.account.kind is Kind.LANGUAGE]
    for account in ACCOUNTS:
        if account.kind in (Kind.QUANTS, Kind.FINETUNES):
            for model in _released(account, models):
                take(_of_model(seed, account, model))
            for repository in _derived(seed, account, language):
                take(repository)
    place = redeclaring(found)
    found[place] = replace(found[place], later_base=_older_of(language, "Qwen"))
    return tuple(found)


def redeclaring(found: Sequence[Repository]) -> int:
    """The place of the model that declares another base one day: the weightiest quantisation of an older Llama."""
    places = [
        place
        for place, each in enumerate(found)
        if each.account.kind is Kind.QUANTS and each.base.startswith("meta-llama/")
        if each.created > LONGEST and each.gone == NEVER
    ]
    return max(places, key=lambda place: found[place].weight)


def _older_of(found: Sequence[Repository], account: str) -> str:
    return next(each.first_id for each in found if each.account.name == account and each.created > LONGEST)


def _released(account: Account, models: Sequence[TokenModel]) -> list[TokenModel]:
    return [model for model in models if model.repository.startswith(f"{account.name}/")]


def _of_model(seed: int, account: Account, model: TokenModel) -> Repository:
    """The weights of a model that OpenRouter serves."""
    size = SIZES[die(len(SIZES), seed, model.stem, "size")]
    return Repository(
        account=account,
        name=model.stem.title(),
        created=max(model.released, 0),
        weight=between(40, 140, seed, model.repository, "weight") / 100,
        pipeline="text-generation" if "vision" not in model.stem else "image-text-to-text",
        library="transformers",
        licence=LICENCES[die(len(LICENCES), seed, account.name, "licence")],
        parameters=PARAMETERS[size] * MILLION if die(3, seed, model.repository, "parameters") == 0 else None,
    )


def _own(seed: int, account: Account, released: list[TokenModel]) -> Iterator[Repository]:
    """What an account makes itself, in releases of several repositories each."""
    for model in released:
        yield _of_model(seed, account, model)
    recent = sum(model.released <= LONGEST for model in released)
    older = _releases(seed, account, account.models_before - (len(released) - recent), LONGEST + 10, 1_400)
    newest = account.begins or LONGEST
    newer = _releases(seed, account, account.models_after - account.models_before - recent, 4, newest)
    for generation, (created, count) in enumerate([*older, *newer], start=1):
        for place in range(count):
            yield _one(seed, account, generation, place, created)


def _releases(seed: int, account: Account, count: int, latest: int, earliest: int) -> list[tuple[int, int]]:
    """So many repositories in releases of about five, oldest first: the day of each and how many it has."""
    if count <= 0:
        return []
    number = (count + 4) // 5
    span = (earliest - latest) // number
    days = [
        earliest - place * span - between(0, max(span - 1, 0), seed, account.name, earliest, place)
        for place in range(number)
    ]
    return [(day, count // number + (place < count % number)) for place, day in enumerate(days)]


def _one(seed: int, account: Account, generation: int, place: int, created: int) -> Repository:
    names = (seed, account.name, generation, place)
    stem = "Sample-Early" if account.name == plants.FORMER_ACCOUNT else "Sample"
    size = SIZES[(place + die(7, seed, account.name, generation, "sizes")) % len(SIZES)]
    if account.kind is Kind.LANGUAGE:
        suffix = SUFFIXES[place % len(SUFFIXES)]
        name, millions = f"{stem}-{generation}-{size}{suffix}", PARAMETERS[size]
        pipeline, library = ("image-text-to-text" if suffix == "-VL" else "text-generation"), "transformers"
    else:
        noun = NOUNS[account.kind][die(len(NOUNS[account.kind]), *names, "noun")]
        grade = tuple(GRADES)[place % len(GRADES)]
        name, millions = f"sample-{noun}-{grade}-v{generation}", GRADES[grade]
        pipeline, library = PIPELINES[noun]
    classic = account.kind in (Kind.ENCODER, Kind.EMBEDDING, Kind.MIRROR)
    follows = account.kind is Kind.LANGUAGE and place > 0 and die(10, *names, "follows") < 7
    first = SIZES[die(7, seed, account.name, generation, "sizes") % len(SIZES)]
    return Repository(
        account=account,
        name=name,
        created=created,
        weight=between(20, 100, *names, "weight") / 100 / (1 + 2 * place) * (1 if die(9, *names, "hit") else 4),
        pipeline=pipeline if die(14, *names, "pipeline") else None,
        library=library if die(20, *names, "library") else None,
        licence=LICENCES[die(len(LICENCES), seed, account.name, "licence")],
        parameters=millions * MILLION if die(4, *names, "parameters") == 0 else None,
        gated=_gated(account, names),
        base=f"{account.name}/{stem}-{generation}-{first}" if follows else "",
        relation=Relation.FINETUNE if follows else None,
        gone=_gone(created, names) if place > 1 else NEVER,
        fades=not classic,
    )


def _derived(seed: int, account: Account, bases: list[Repository]) -> Iterator[Repository]:
    """What a repackager or tuner makes of others' models, a few days after each."""
    popular = [base for base in bases if base.account.name in ("Qwen", "deepseek-ai", "meta-llama", "mistralai")]
    for number in range(account.models_after):
        names = (seed, account.name, number)
        recent = number >= account.models_before
        choice = popular if die(100, *names, "popular") < 55 else bases
        choice = [base for base in choice if (8 < base.created <= LONGEST) == recent and base.created > 8]
        base = choice[die(len(choice), *names, "base")]
        created = max(base.created - between(1, 12, *names, "created"), 2)
        relation, name = _descent(account, base, names)
        form = name.rpartition(f"{base.name}-")[2]
        gguf = form == "GGUF"
        yield Repository(
            account=account,
            name=name,
            created=created,
            weight=between(10, 100, *names, "weight") / 100 * (1 if die(12, *names, "hit") else 5),
            pipeline=base.pipeline if die(5, *names, "pipeline") else None,
            library=LIBRARIES.get(form, "transformers"),
            licence=base.licence,
            gguf_parameters=(base.parameters or 8_190 * MILLION) if gguf and die(2, *names, "gguf") else None,
            base=base.first_id,
            relation=relation,
            gone=_gone(created, names),
        )


def _descent(account: Account, base: Repository, names: tuple[object, ...]) -> tuple[Relation, str]:
    if account.kind is Kind.QUANTS:
        return Relation.QUANTIZED, f"{base.name}-{FORMATS[die(len(FORMATS), *names, 'format')]}"
    draw = die(10, *names, "relation")
    relation = Relation.ADAPTER if draw < 2 else Relation.MERGE if draw < 4 else Relation.FINETUNE
    return relation, f"Sample-{relation.title()}-{names[-1]}-of-{base.name}"


def _gated(account: Account, names: tuple[object, ...]) -> bool | str:
    if account.name in ("meta-llama", "google"):
        return "manual"
    return "auto" if die(30, *names, "gated") == 0 else False


def _gone(created: int, names: tuple[object, ...]) -> int:
    """One in fifty is taken down after a while."""
    return created - between(60, 400, *names, "gone") if die(50, *names, "taken down") == 0 else NEVER
