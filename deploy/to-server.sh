#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the site on a web server, and switches to it in one step when all of it is there.
#
#   deploy/to-server.sh [--drop] [USER@HOST:]FOLDER [SITE]   SITE is build/site unless said
#   deploy/to-server.sh --back [USER@HOST:]FOLDER            the version before the current one
#
# The web server shows FOLDER/current, a link to one of FOLDER/versions/. Five versions are kept; files that are the same
# in two of them are there once. Needs rsync on both sides, and ssh where a HOST is named. A site that lacks the address of
# a released version, or of a page of an edition, is refused, unless --drop says that it may go; so is one with a bad signature,
# always, and without one where FOLDER/signers names keys.
set -eu

. "$(dirname "$0")/checks.sh"
usage() { sed -n '5,6p' "$0" | cut -c3- >&2; exit 2; }

back=no drop=no
case ${1:-} in
--back) back=yes; shift ;;
--drop) drop=yes; shift ;;
-*) usage ;;
esac
[ $# -ge 1 ] || usage
target=${1%/} site=${2:-build/site} keep=5
case $target in
*:*) host=${target%%:*} folder=${target#*:} ;;
*) host= folder=$target ;;
esac
case $folder in *[!A-Za-z0-9/._-]* | "") fail "the folder's name may only have letters, digits and / . _ -: $folder" ;; esac

# Runs a script there; its arguments are the folder and what else it is given.
there() {
    if [ -n "$host" ]; then ssh "$host" sh -eus -- "$folder" "$@"; else sh -eus -- "$folder" "$@"; fi
}

if [ "$back" = yes ]; then
    there <<'SCRIPT'
[ -L "$1/current" ] || { echo "there is no site in $1" >&2; exit 3; }
cd "$1"
now=$(basename "$(readlink current)")
before=$(ls -1 versions | sort | awk -v now="$now" '$0 == now { print last } { last = $0 }')
[ -n "$before" ] || { echo "there is no version before $now" >&2; exit 3; }
if [ -e signers ] || [ -L signers ]; then
    { [ -f signers ] && [ -f "versions/$before/SHA256SUMS.sig" ] &&
        ssh-keygen -Y verify -f signers -I publisher -n file -s "versions/$before/SHA256SUMS.sig" \
            <"versions/$before/SHA256SUMS" >/dev/null 2>&1; } ||
        { echo "version $before is not signed by a key of $1/signers" >&2; exit 3; }
fi
ln -sfn "versions/$before" .current.new
mv -T .current.new current
echo "switched back to $before"
SCRIPT
    exit
fi

[ -n "$host" ] || case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
enter_site
check_built
command -v rsync >/dev/null || fail "rsync is missing: apt-get install rsync"
if [ "$drop" = no ]; then
    released=$(there <<'SCRIPT'
if [ -d "$1/current/archive" ]; then cd "$1/current" && find archive -mindepth 4 -maxdepth 4 -type d; fi
SCRIPT
)
    pages=$(there <<'SCRIPT'
if [ -d "$1/current" ]; then cd "$1/current" && find ./[!_.]* -mindepth 2 -name '*.html' ! -path './archive/*' | cut -c3-; fi
SCRIPT
)
    check_addresses server "$released" "$pages"
    signed=$(there <<'SCRIPT'
if [ -f "$1/current/SIGNERS.txt" ]; then echo yes; fi
SCRIPT
)
fi
check_signed server "${signed:-}"

# A folder of its own for each run: versions are named by the second there.
version=$(there <<'SCRIPT'
mkdir -p "$1/versions"
version=$(date -u +%Y%m%dT%H%M%SZ)
while [ -e "$1/versions/.$version" ] || [ -e "$1/versions/$version" ] || ! mkdir "$1/versions/.$version"; do
    [ -w "$1/versions" ] || exit 3
    sleep 1
    version=$(date -u +%Y%m%dT%H%M%SZ)
done
echo "$version"
SCRIPT
)
same=$(there <<'SCRIPT'
if [ -d "$1/current/" ]; then echo --link-dest=../../current/; fi
SCRIPT
)
# Compared by content, not by time: a file that was built anew with the same bytes is not sent again.
{ find . -type d && published; } | rsync --files-from=- --checksum --perms --chmod=D755,F644 $same ./ "${host:+$host:}$folder/versions/.$version/"

there "$version" "$keep" <<'SCRIPT'
cd "$1/versions/.$2"
sha256sum --check --quiet SHA256SUMS
# Here too, since what came beside the list on its way would be shown; nobody has signed it.
came() { find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | cut -c3-; }
extra=$({ sed 's/^[0-9a-f]* [ *]//' SHA256SUMS && came; } | LC_ALL=C sort | uniq -u)
links=$(find . ! -type d ! -type f -o -name '*
*')
[ -z "$extra$links" ] || { echo "these files came that are not in SHA256SUMS, or links:
$extra$links" >&2; exit 3; }
if [ -e ../../signers ] || [ -L ../../signers ]; then
    [ -f ../../signers ] || { echo "$1/signers is no file: nothing is shown until it is one, or gone" >&2; exit 3; }
    [ -f SHA256SUMS.sig ] && ssh-keygen -Y verify -f ../../signers -I publisher -n file -s SHA256SUMS.sig <SHA256SUMS >/dev/null ||
        { echo "the site is not signed by a key of $1/signers" >&2; exit 3; }
fi
cd ../..
mv -T "versions/.$2" "versions/$2"
ln -sfn "versions/$2" .current.new
mv -T .current.new current
ls -1 versions | sort -r | tail -n "+$(($3 + 1))" | while read -r old; do rm -rf "versions/$old"; done
# What is left of uploads that were cut off.
find versions -mindepth 1 -maxdepth 1 -name '.*' -mmin +1440 -exec rm -rf {} +
echo "switched to $2"
SCRIPT
