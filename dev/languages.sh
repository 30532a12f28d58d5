#!/usr/bin/env bash
# The plugin's languages, with gettext's tools:
#
#   dev/languages.sh pot            makes plugin/languages/waybill.pot from the source, and brings the translations (*.po) up to it
#   dev/languages.sh compile DIR    makes of each translation in DIR what WordPress loads: an .mo for PHP, and a .json for each script
#   dev/languages.sh check          says what is wrong with them; nothing if nothing is
set -euo pipefail
. "$(dirname "$0")/lib.sh"

LANGUAGES=$ROOT/plugin/languages
POT=$LANGUAGES/waybill.pot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# WordPress' functions that translate, with the place of the text, its plural and its context (c); below, with that of the text domain.
# shellcheck disable=SC2054
TEXTS=(__:1 _e:1 esc_html__:1 esc_html_e:1 esc_attr__:1 esc_attr_e:1 _x:1,2c _ex:1,2c esc_html_x:1,2c esc_attr_x:1,2c _n:1,2 _nx:1,2,4c _n_noop:1,2 _nx_noop:1,2,3c)
DOMAINS=(__:2 _e:2 esc_html__:2 esc_html_e:2 esc_attr__:2 esc_attr_e:2 _x:3 _ex:3 esc_html_x:3 esc_attr_x:3 _n:4 _nx:5 _n_noop:3 _nx_noop:4)
# Files alone, without lines: they change with every edit.
STYLE=(--no-wrap --add-location=file --sort-by-file)

# The texts of PHP and JavaScript by these keywords: extract KEYWORD…
extract() {
    local language files keywords=("${@/#/--keyword=}")
    for language in PHP JavaScript; do
        case $language in PHP) files='*.php' ;; *) files='*.js' ;; esac
        (cd "$ROOT/plugin" && git ls-files --cached --others --exclude-standard -- "$files" | LC_ALL=C sort |
            xgettext --files-from=- --language=$language --from-code=UTF-8 --force-po --add-comments=translators: \
                --keyword "${keywords[@]}" "${STYLE[@]}" --output="$work/$language.po")
    done
    # xgettext names no encoding where a language's texts are plain ASCII.
    sed -i 's/charset=CHARSET/charset=UTF-8/' "$work"/{PHP,JavaScript}.po
    header >"$work/header.po"
    msgcat --use-first "${STYLE[@]}" "$work/header.po" "$work/PHP.po" "$work/JavaScript.po"
}

# No dates and no version: the file changes with the texts, and with nothing else.
header() {
    printf '%s\n' '# Waybill, a plugin for WordPress; distributed under the GPL-2.0-or-later.' 'msgid ""' 'msgstr ""' '"Project-Id-Version: Waybill\n"' \
        '"MIME-Version: 1.0\n"' '"Content-Type: text/plain; charset=UTF-8\n"' '"Content-Transfer-Encoding: 8bit\n"' '"X-Domain: waybill\n"' ''
}

# What the list of plugins shows is translated, too.
plugin_header() {
    local name
    header
    for name in 'Plugin Name' Description Author; do
        printf '\n#. translators: %s of the plugin\n#: waybill.php\nmsgid "%s"\nmsgstr ""\n' "$name" \
            "$(sed -nE "s/^ \* $name: (.*)/\1/p" "$ROOT/plugin/waybill.php" | sed 's/["\\]/\\&/g')"
    done
}

make_pot() {
    plugin_header >"$work/plugin.po"
    extract "${TEXTS[@]}" >"$work/texts.po"
    msgcat --use-first "${STYLE[@]}" "$work/plugin.po" "$work/texts.po"
}

# A translation as it should be beside a template: what is new is empty, what is gone is gone. Nothing is guessed.
merged() { msgmerge --quiet --no-fuzzy-matching "${STYLE[@]}" "$1" "$2" | msgattrib --no-obsolete "${STYLE[@]}"; }

pot() {
    local po
    make_pot >"$work/waybill.pot"
    cp "$work/waybill.pot" "$POT"
    for po in "$LANGUAGES"/*.po; do
        merged "$po" "$POT" >"$work/merged.po"
        cp "$work/merged.po" "$po"
        printf '%s: ' "$(basename "$po")" >&2
        msgfmt --statistics --output=/dev/null "$po"
    done
}

compile() {
    local into=$1 po locale script
    for po in "$LANGUAGES"/*.po; do
        locale=$(basename "$po" .po)
        msgfmt --output="$into/$locale.mo" "$po"
        for script in "$ROOT"/plugin/assets/*.js; do
            script=assets/$(basename "$script")
            msggrep --location="$script" "$po" | msgfmt --output="$work/script.mo" -
            # WordPress finds a script's translations by its path.
            "php$PHP_VERSION" "$ROOT/dev/php/mo-to-json.php" "$work/script.mo" "${locale#waybill-}" >"$into/$locale-$(printf %s "$script" | md5sum | cut -d' ' -f1).json"
        done
    done
}

check() {
    local po bad=0
    complain() {
        say "$*"
        bad=1
    }
    make_pot >"$work/waybill.pot"
    diff "$POT" "$work/waybill.pot" >&2 || complain 'waybill.pot is not what the source says: run make pot'
    # Another domain's texts are not ours to translate; a text without a domain nobody translates.
    extract "${DOMAINS[@]}" | grep '^msgid "' | grep -vx -e 'msgid ""' -e 'msgid "waybill"' >&2 && complain 'A text has another text domain than waybill'
    extract "${TEXTS[@]/%/,1t}" | grep '^msgid "[^"]' >&2 && complain 'A text has no text domain'
    awk -v RS= '/\n#, (php|javascript)-format/ && !/#\. translators:/' "$POT" | grep . >&2 && complain 'A text with a placeholder has no comment for translators above it'
    for po in "$LANGUAGES"/*.po; do
        merged "$po" "$POT" | diff "$po" - >&2 || complain "$(basename "$po") is not brought up to waybill.pot: run make pot"
        # Also that placeholders and the number of plural forms are right.
        msgfmt --check --output=/dev/null "$po" || complain "$(basename "$po") is wrong"
        msgattrib --untranslated --no-wrap "$po" | grep . >&2 && complain "$(basename "$po") lacks translations"
        msgattrib --only-fuzzy --no-wrap "$po" | grep . >&2 && complain "$(basename "$po") has guessed translations"
    done
    return $bad
}

case ${1:-} in
    pot) pot ;;
    compile) compile "${2:?a directory}" ;;
    check) check ;;
    *) die "languages.sh: pot, compile or check" ;;
esac
