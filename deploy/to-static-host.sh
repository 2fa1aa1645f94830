#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the site on a host that shows the files of a branch of a git repository: one push switches all of it.
#
#   deploy/to-static-host.sh [--drop] REMOTE [BRANCH] [SITE]   BRANCH is pages, SITE is build/site unless said
#   deploy/to-static-host.sh --back REMOTE [BRANCH]            the version before the present one
#
# The branch holds one commit, that of the present version, and BRANCH-before the one before it, so that the repository does
# not grow by a site each time. Both are overwritten: use a repository of their own, or branches that nobody edits. A site
# that lacks the address of a released version, or of a page of an edition, is refused, unless --drop says that it may go.
set -eu

fail() { echo "$0: $1" >&2; exit 3; }
usage() { sed -n '5,6p' "$0" | cut -c3- >&2; exit 2; }

back=no drop=no
case ${1:-} in
--back) back=yes; shift ;;
--drop) drop=yes; shift ;;
-*) usage ;;
esac
[ $# -ge 1 ] || usage
here=$(cd "$(dirname "$0")" && pwd)
remote=$1 branch=${2:-pages} site=${3:-build/site}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git init --quiet --bare "$work/git"
export GIT_DIR="$work/git"
there=$(git ls-remote --heads "$remote" "$branch" "$branch-before") || fail "$remote cannot be read"
[ -z "$there" ] || git fetch --quiet --depth=1 "$remote" "+refs/heads/$branch*:refs/there/$branch*"
now=$(git rev-parse --quiet --verify "refs/there/$branch" || true)

if [ "$back" = yes ]; then
    before=$(git rev-parse --quiet --verify "refs/there/$branch-before") || fail "there is no version before the present one"
    git push --quiet --atomic --force "$remote" "$before:refs/heads/$branch" "$now:refs/heads/$branch-before"
    echo "switched back"
    exit
fi

[ -f "$site/SHA256SUMS" ] || fail "there is no site in $site: run make first"
(cd "$site" && sha256sum --check --quiet SHA256SUMS) || fail "$site is not what was built: run make again"

# Addresses that were given out: archive/<publication>/<version>/<language>/<publication>
if [ -n "$now" ] && [ "$drop" = no ]; then
    for place in $(git ls-tree -d -r --name-only "$now" archive/ | grep -xE 'archive(/[^/]+){4}'); do
        [ -d "$site/$place" ] || fail "$place is on the host and not in $site: bring the archive, run make"
    done
fi

pages=
[ -z "$now" ] || pages=$(git -c core.quotePath=off ls-tree -r --name-only "$now" |
    grep -E '^[^_./][^/]*/[^/]+/.*[.]html$' | grep -v '^archive/' || true)
# Pages of editions. One that is gone from an edition that is still there keeps its address by an entry in publication.toml;
# of a withdrawn edition the first page alone stays.
missing=
while read -r page; do
    rest=${page#*/}
    edition=${page%%/*}/${rest%%/*}
    case $page in "" | */_* | */genindex.html | */search.html | *modindex.html) continue ;; esac
    if [ -d "$site/$edition/_static" ] && [ ! -e "$site/$page" ]; then
        missing="$missing
  $page"
    fi
done <<PAGES
$pages
PAGES
[ "$drop" = yes ] || [ -z "$missing" ] || fail "these pages are on the host and not in $site:$missing
say in publication.toml where each leads, [[moved]], or why it went, [[removed]], and run make (docs/editing.md)"

git --work-tree="$site" add --all --force .
# Some hosts leave out folders whose names begin with _, unless the first of these is there; others read the second.
git update-index --add --cacheinfo "100644,$(git hash-object -w --stdin </dev/null),.nojekyll"
git update-index --add --cacheinfo "100644,$(git hash-object -w "$here/headers/_headers"),_headers"
version=$(date -u +%Y-%m-%dT%H:%M:%SZ)
commit=$(git -c user.name=pipeline -c user.email=pipeline@localhost commit-tree "$(git write-tree)" -m "Site of $version")
if [ -n "$now" ]; then
    git push --quiet --atomic --force "$remote" "$commit:refs/heads/$branch" "$now:refs/heads/$branch-before"
else
    git push --quiet --force "$remote" "$commit:refs/heads/$branch"
fi
echo "switched to the site of $version"
