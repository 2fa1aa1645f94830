#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the site on a host that shows the files of a branch of a git repository: one push switches all of it.
#
#   deploy/to-static-host.sh [--drop] REMOTE [BRANCH] [SITE]   BRANCH is pages, SITE is build/site unless said
#   deploy/to-static-host.sh --back REMOTE [BRANCH]            the version before the current one
#
# The branch holds one commit, that of the present version, and BRANCH-before the one before it, so that the repository does
# not grow by a site each time. Both are overwritten: use a repository of their own, or branches that nobody edits. A site
# that lacks the address of a released version, or of a page of an edition, is refused, unless --drop says that it may go; so is
# one with a bad signature, always.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/checks.sh"
usage() { sed -n '5,6p' "$0" | cut -c3- >&2; exit 2; }

back=no drop=no
case ${1:-} in
--back) back=yes; shift ;;
--drop) drop=yes; shift ;;
-*) usage ;;
esac
[ $# -ge 1 ] || usage
remote=$1 branch=${2:-pages} site=${3:-build/site}
if [ -d "$remote" ]; then remote=$(cd "$remote" && pwd); fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
git init --quiet --bare "$work/git"
export GIT_DIR="$work/git"
there=$(git ls-remote --heads "$remote" "$branch" "$branch-before") || fail "$remote cannot be read"
[ -z "$there" ] || git fetch --quiet --depth=1 "$remote" "+refs/heads/$branch*:refs/there/$branch*"
now=$(git rev-parse --quiet --verify "refs/there/$branch" || true)

if [ "$back" = yes ]; then
    before=$(git rev-parse --quiet --verify "refs/there/$branch-before") || fail "there is no version before the current one"
    git push --quiet --atomic --force "$remote" "$before:refs/heads/$branch" "$now:refs/heads/$branch-before"
    echo "switched back"
    exit
fi

enter_site
check_built
if [ -n "$now" ] && [ "$drop" = no ]; then
    released=$(git ls-tree -d -r --name-only "$now" archive/ | grep -xE 'archive(/[^/]+){4}' || true)
    pages=$(git -c core.quotePath=off ls-tree -r --name-only "$now" |
        grep -E '^[^_./][^/]*/[^/]+/.*[.]html$' | grep -v '^archive/' || true)
    check_addresses host "$released" "$pages"
    signed=$(git ls-tree --name-only "$now" SIGNERS.txt)
fi
check_signed host "${signed:-}"

published | git --work-tree=. --literal-pathspecs add --force --pathspec-from-file=-
check_built # it was the same from beginning to end
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
