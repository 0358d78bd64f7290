#!/bin/sh
# Remakes ../static/omvendt.css, the fonts, the licence files, and axe-core for the browser tests.
# The icons and the mark in ../static are drawn by hand and not touched.
# Needs Node 20 or newer and npm; neither the build nor the tests of Omvendt do.
# Run it after changing a .scss file, and commit what it writes. Running it twice changes nothing.
set -eu

dkfds=11.2.0
sass=1.108.2
axe=4.14.1

src=$(cd "$(dirname "$0")" && pwd)
static=$src/../static
licenses=$src/../LICENSES
axe_dir=$src/../../testdata/axe

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact \
	"dkfds@$dkfds" "sass@$sass" "axe-core@$axe"

kit=$work/node_modules/dkfds
plex=$kit/src/fonts/IBMPlexSans
mkdir -p "$static/fonts" "$licenses" "$axe_dir"

# Compiled from a copy, so that no path of the machine can reach the result.
cp -R "$src/omvendt.scss" "$src/parts" .
node_modules/.bin/sass --style=compressed --no-source-map --no-charset --quiet-deps \
	--load-path=node_modules omvendt.scss omvendt.css
if grep -Eo 'https?://[^" )]*' omvendt.css; then
	echo "omvendt.css refers to another host" >&2
	exit 1
fi
cp omvendt.css "$static/omvendt.css"

cp "$plex/split/woff2/IBMPlexSans-Regular-Latin1.woff2" "$static/fonts/plex-400.woff2"
cp "$plex/split/woff2/IBMPlexSans-SemiBold-Latin1.woff2" "$static/fonts/plex-600.woff2"

cp "$kit/LICENSE.md" "$licenses/DKFDS-LICENSE.md"
cp "$plex/complete/woff2/license.txt" "$licenses/IBM-Plex-OFL-1.1.txt"

cp node_modules/axe-core/axe.min.js "$axe_dir/axe.min.js"
cp node_modules/axe-core/LICENSE node_modules/axe-core/LICENSE-3RD-PARTY.txt "$axe_dir/"

printf 'omvendt.css: %s bytes, %s compressed\n' \
	"$(wc -c <"$static/omvendt.css" | tr -d ' ')" "$(gzip -9c "$static/omvendt.css" | wc -c | tr -d ' ')"
