"""Makes a tiny Coqui model with random weights: python tiny_coqui.py KIND FOLDER (needs the extra)."""

from __future__ import annotations

import sys
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789éèï"
HAN = "".join(map(chr, range(0x4E00, 0x9FA6)))


def vits(folder: Path) -> None:
    """A VITS model of characters, English."""
    import torch
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits, VitsArgs

    small = {
        "hidden_channels": 16,
        "hidden_channels_ffn_text_encoder": 16,
        "num_layers_text_encoder": 1,
        "num_heads_text_encoder": 1,
        "num_layers_flow": 1,
        "num_layers_posterior_encoder": 1,
        "out_channels": 513,
        "upsample_initial_channel_decoder": 32,
        "init_discriminator": False,
        "length_scale": 0.4,
    }
    config = VitsConfig(
        model_args=VitsArgs(**small),
        characters=CharactersConfig(
            characters_class="TTS.tts.models.vits.VitsCharacters",
            pad="_", characters=LETTERS + HAN, punctuations=" .,!?'，。！", phonemes="",
        ),
        text_cleaner="basic_cleaners",
    )  # fmt: skip
    model = Vits(config)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    config.save_json(folder / "config.json")


def xtts(folder: Path) -> None:
    """An XTTS model, English and Chinese, with one speaker of its own."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
    from TTS.tts.models.xtts import Xtts

    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", "[en]", "[zh-cn]"]
    vocabulary = {token: index for index, token in enumerate([*special, *LETTERS, *".,!?"])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "vocab.json"))
    args = XttsArgs(
        tokenizer_file=str(folder / "vocab.json"),
        gpt_layers=1, gpt_n_model_channels=64, gpt_n_heads=2, decoder_input_dim=64,
        gpt_max_audio_tokens=45, gpt_max_text_tokens=300, gpt_max_prompt_tokens=70,
        gpt_num_audio_tokens=66, gpt_start_audio_token=64, gpt_stop_audio_token=65,
        gpt_use_perceiver_resampler=True,
    )  # fmt: skip
    config = XttsConfig(model_args=args, languages=["en", "zh-cn"])
    model = Xtts(config)
    from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer

    model.tokenizer = VoiceBpeTokenizer(vocab_file=str(folder / "vocab.json"))
    model.init_models()
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    speaker = {"gpt_cond_latent": torch.randn(1, 32, 64), "speaker_embedding": torch.randn(1, 512, 1)}
    torch.save({"Tiny One": speaker}, folder / "speakers_xtts.pth")
    config.model_args.tokenizer_file = ""
    config.save_json(folder / "config.json")


if __name__ == "__main__":
    from avatar.voices.coqui.worker import _import_torchaudio

    _import_torchaudio()
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)
    {"vits": vits, "xtts": xtts}[sys.argv[1]](Path(sys.argv[2]))
