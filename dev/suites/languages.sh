# The texts and their translations: the template as the source says, each translation whole, its placeholders and plurals right.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

check languages "$ROOT/dev/languages.sh" check
ran_on "$(xgettext --version | head -1)"
