"""The accounts of the sample world's Hub: real organisations and invented repackagers, how large and of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an account mostly publishes."""

    LANGUAGE = "language"
    ENCODER = "encoder"
    EMBEDDING = "embedding"
    VISION = "vision"
    IMAGE = "image"
    AUDIO = "audio"
    QUANTS = "quants"
    FINETUNES = "finetunes"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its share of all downloads (percent) at the window's start and end, and its repositories then."""

    name: str
    kind: Kind
    before: float
    after: float
    models_before: int
    models_after: int
    begins: int | None = None


_L, _E, _M, _V, _I, _A = Kind.LANGUAGE, Kind.ENCODER, Kind.EMBEDDING, Kind.VISION, Kind.IMAGE, Kind.AUDIO
_Q, _F, _R = Kind.QUANTS, Kind.FINETUNES, Kind.MIRROR

CHINESE = (
    Account("Qwen", _L, 6.4, 10.6, 40, 88),
    Account("Alibaba-NLP", _M, 1.1, 0.9, 6, 9),
    Account("AIDC-AI", _V, 0.08, 0.06, 3, 5),
    Account("Wan-AI", _I, 0.25, 0.35, 4, 10),
    Account("FunAudioLLM", _A, 0.15, 0.15, 4, 7),
    Account("iic", _A, 0.1, 0.1, 5, 6),
    Account("moonshotai", _L, 0.15, 0.45, 5, 14),
    Account("MiniMaxAI", _L, 0.08, 0.45, 3, 12),
    Account("deepseek-ai", _L, 1.6, 2.1, 14, 27),
    Account("zai-org", _L, 0.02, 0.55, 0, 13, begins=500),
    Account("THUDM", _L, 0.7, 0.35, 13, 13),
    Account("tencent", _L, 0.3, 0.6, 8, 18),
    Account("baidu", _L, 0.1, 0.15, 3, 8),
    Account("PaddlePaddle", _V, 0.4, 0.85, 11, 20),
    Account("ByteDance-Seed", _L, 0.1, 0.25, 4, 13),
    Account("ByteDance", _V, 0.12, 0.1, 6, 8),
    Account("XiaomiMiMo", _L, 0.02, 0.2, 1, 9),
    Account("stepfun-ai", _L, 0.05, 0.15, 3, 9),
    Account("meituan-longcat", _L, 0.02, 0.1, 0, 6, begins=310),
    Account("inclusionAI", _L, 0.05, 0.2, 4, 13),
    Account("Kwaipilot", _L, 0.02, 0.02, 2, 4),
    Account("internlm", _L, 0.3, 0.18, 10, 14),
    Account("OpenGVLab", _V, 0.55, 0.45, 11, 16),
    Account("opendatalab", _V, 0.2, 0.3, 3, 6),
    Account("BAAI", _M, 3.7, 3.0, 14, 18),
    Account("openbmb", _V, 0.25, 0.3, 8, 15),
    Account("01-ai", _L, 0.15, 0.05, 7, 8),
    Account("baichuan-inc", _L, 0.1, 0.03, 4, 5),
    Account("rednote-hilab", _V, 0.04, 0.09, 1, 4),
    Account("Skywork", _L, 0.05, 0.04, 4, 7),
    Account("fnlp", _L, 0.04, 0.03, 3, 4),
    Account("IndexTeam", _A, 0.04, 0.06, 2, 4),
    Account("IDEA-Research", _V, 0.35, 0.3, 4, 5),
    Account("dots-studio", _V, 0.02, 0.03, 1, 3),
    Account("openpangu", _L, 0.02, 0.04, 0, 4, begins=380),
)

UNITED_STATES = (
    Account("google-bert", _E, 3.2, 2.1, 7, 7),
    Account("google-t5", _E, 0.55, 0.35, 4, 4),
    Account("google", _L, 2.7, 2.9, 32, 48),
    Account("openai", _A, 2.3, 2.2, 12, 18),
    Account("openai-community", _L, 1.6, 0.9, 5, 5),
    Account("FacebookAI", _E, 1.8, 1.0, 6, 6),
    Account("facebook", _V, 2.2, 1.7, 30, 38),
    Account("meta-llama", _L, 1.8, 1.2, 18, 24),
    Account("microsoft", _V, 1.2, 1.15, 20, 27),
    Account("nvidia", _L, 0.6, 1.2, 16, 36),
    Account("amazon", _E, 0.45, 0.55, 4, 8),
    Account("ibm-granite", _L, 0.18, 0.22, 8, 16),
    Account("apple", _V, 0.18, 0.18, 8, 11),
    Account("allenai", _L, 0.28, 0.28, 10, 18),
    Account("Salesforce", _V, 0.28, 0.18, 6, 7),
    Account("nomic-ai", _M, 0.55, 0.45, 4, 6),
    Account("LiquidAI", _L, 0.02, 0.1, 2, 10),
    Account("arcee-ai", _L, 0.03, 0.04, 3, 6),
    Account("NousResearch", _L, 0.08, 0.05, 6, 8),
    Account("EleutherAI", _L, 0.22, 0.13, 7, 7),
    Account("xai-org", _L, 0.01, 0.02, 1, 2),
    Account("deepcogito", _L, 0.01, 0.01, 2, 4),
    Account("RekaAI", _L, 0.01, 0.01, 2, 4),
    Account("poolside", _L, 0.02, 0.06, 0, 4, begins=160),
    Account("thinkingmachines", _L, 0.02, 0.04, 0, 3, begins=130),
    Account("PrimeIntellect", _L, 0.02, 0.03, 2, 5),
)

ELSEWHERE = (
    Account("sentence-transformers", _M, 6.6, 5.2, 22, 24),
    Account("cross-encoder", _M, 1.5, 1.1, 9, 10),
    Account("mistralai", _L, 0.5, 0.32, 12, 21),
    Account("HuggingFaceTB", _L, 0.28, 0.28, 6, 11),
    Account("stabilityai", _I, 0.3, 0.15, 8, 9),
    Account("black-forest-labs", _I, 0.25, 0.25, 4, 8),
    Account("jinaai", _M, 0.45, 0.38, 7, 11),
    Account("CohereLabs", _L, 0.05, 0.05, 5, 8),
    Account("lightonai", _V, 0.04, 0.1, 2, 6),
    Account("Hcompany", _V, 0.01, 0.02, 1, 4),
    Account("ai21labs", _L, 0.01, 0.01, 2, 3),
    Account("Lightricks", _I, 0.08, 0.1, 2, 4),
    Account("tiiuae", _L, 0.1, 0.05, 8, 12),
    Account("LGAI-EXAONE", _L, 0.05, 0.05, 4, 8),
    Account("upstage", _L, 0.03, 0.03, 3, 5),
    Account("naver-hyperclovax", _L, 0.01, 0.02, 1, 4),
    Account("swiss-ai", _L, 0.01, 0.02, 0, 4, begins=300),
    Account("ai-sage", _L, 0.02, 0.02, 2, 4),
    Account("sarvamai", _L, 0.02, 0.03, 1, 4),
    Account("ai4bharat", _E, 0.05, 0.04, 4, 5),
    Account("tngtech", _L, 0.01, 0.01, 1, 4),
    Account("TinyLlama", _L, 0.18, 0.1, 2, 2),
)

# Nobody places these: repackagers, mirrors and private people take most downloads, as on the real Hub.
UNPLACED = (
    Account("sample-mirror-01", _R, 7.6, 6.6, 12, 16),
    Account("sample-quants-01", _Q, 4.2, 6.1, 22, 48),
    Account("sample-mirror-02", _R, 5.4, 4.3, 8, 10),
    Account("sample-vision-01", _V, 4.6, 3.6, 7, 8),
    Account("sample-quants-02", _Q, 2.2, 4.2, 14, 36),
    Account("sample-encoders-01", _E, 3.9, 3.0, 8, 8),
    Account("sample-audio-01", _A, 3.1, 2.7, 6, 9),
    Account("sample-quants-03", _Q, 1.8, 2.6, 12, 28),
    Account("sample-mirror-03", _R, 2.6, 2.1, 6, 8),
    Account("sample-embeddings-01", _M, 2.1, 1.9, 5, 7),
    Account("sample-vision-02", _V, 1.9, 1.6, 6, 8),
    Account("sample-finetunes-01", _F, 1.2, 1.5, 10, 20),
    Account("sample-quants-04", _Q, 0.8, 1.5, 8, 20),
    Account("sample-encoders-02", _E, 1.6, 1.2, 6, 6),
    Account("sample-images-01", _I, 1.4, 1.1, 5, 8),
    Account("sample-audio-02", _A, 1.0, 0.9, 4, 6),
    Account("sample-finetunes-02", _F, 0.7, 0.8, 8, 16),
    Account("sample-quants-05", _Q, 0.4, 0.8, 5, 14),
    Account("sample-mirror-04", _R, 0.9, 0.7, 4, 5),
    Account("sample-lab-01", _L, 0.3, 0.6, 3, 9),
    Account("sample-embeddings-02", _M, 0.7, 0.55, 3, 4),
    Account("sample-vision-03", _V, 0.6, 0.5, 4, 5),
    Account("sample-finetunes-03", _F, 0.4, 0.45, 6, 12),
    Account("sample-images-02", _I, 0.5, 0.4, 4, 6),
    Account("sample-quants-06", _Q, 0.2, 0.4, 4, 11),
    Account("sample-encoders-03", _E, 0.45, 0.35, 4, 4),
    Account("sample-audio-03", _A, 0.3, 0.3, 3, 5),
    Account("sample-lab-02", _L, 0.15, 0.25, 2, 6),
    Account("sample-finetunes-04", _F, 0.2, 0.2, 5, 9),
    Account("sample-mirror-05", _R, 0.2, 0.16, 3, 4),
    Account("sample-quants-07", _Q, 0.08, 0.14, 3, 9),
    Account("sample-vision-04", _V, 0.1, 0.09, 3, 4),
    Account("sample-lab-03", _L, 0.05, 0.08, 2, 5),
    Account("sample-finetunes-05", _F, 0.05, 0.06, 3, 6),
    Account("sample-images-03", _I, 0.05, 0.05, 2, 4),
    Account("sample-audio-04", _A, 0.04, 0.04, 2, 3),
    Account("sample-embeddings-03", _M, 0.04, 0.03, 2, 2),
    Account("sample-quants-08", _Q, 0.01, 0.03, 1, 5),
    Account("sample-lab-04", _L, 0.01, 0.02, 1, 3),
    Account("sample-finetunes-06", _F, 0.01, 0.02, 1, 4),
)

ACCOUNTS = CHINESE + UNITED_STATES + ELSEWHERE + UNPLACED
