#!/bin/sh
# Lint every QML file with the types our Python classes register: their description is derived from the sources into
# build/qml, where the linter finds the modules Causerie.Views and Causerie.Desktop beside those of desktop/qml.
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-.venv/bin/python}" packaging/lint_qml.py "$@"
