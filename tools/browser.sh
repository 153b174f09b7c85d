#!/bin/sh
# The browser tests need Chromium: use the one that is here, else install it (and a Chinese font) with the
# system's package manager, else say in one line what to install.
set -eu

have_chromium() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

have_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; }

have_chromium && have_font && exit 0

run=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo -n"; else run="no"; fi
fi
if [ "$run" != no ]; then
    if command -v apt-get >/dev/null 2>&1; then
        $run env DEBIAN_FRONTEND=noninteractive apt-get -qq update || true
        $run env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium fonts-noto-cjk fontconfig >/dev/null || true
    elif command -v dnf >/dev/null 2>&1; then
        $run dnf -q -y install chromium google-noto-sans-cjk-fonts fontconfig || true
    elif command -v pacman >/dev/null 2>&1; then
        $run pacman -S --noconfirm --needed chromium noto-fonts-cjk fontconfig >/dev/null || true
    elif command -v brew >/dev/null 2>&1; then
        brew install --quiet --cask chromium || true
    fi
fi

have_chromium || {
    echo "the browser tests need Chromium: install the package 'chromium' (or set CHROMIUM to its path), then run make again" >&2
    exit 1
}
