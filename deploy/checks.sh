# SPDX-License-Identifier: GPL-3.0-or-later
# Read by to-server.sh and to-static-host.sh: what both ask of a site before they publish it.

fail() { echo "$0: $1" >&2; exit 3; }

# Enters the folder of the site, which stays as it is when a build puts another in its place; refuses one that is not there.
enter_site() {
    [ -f "$site/SHA256SUMS" ] || fail "there is no site in $site: run make first"
    cd "$site"
}

# Prints the files of the site entered that are published: those whose checksums are listed, the list, and its signature.
published() {
    sed 's/^[0-9a-f]* [ *]//' SHA256SUMS
    echo SHA256SUMS
    [ ! -f SHA256SUMS.sig ] || echo SHA256SUMS.sig
}

# Refuses a site that is not what was built: files that were changed, that are gone, or that nobody has listed, and links.
check_built() {
    sha256sum --check --quiet SHA256SUMS || fail "$site is not what was built: run make again"
    extra=$({ published && find . ! -type d | sed 's|^[.]/||'; } | LC_ALL=C sort | uniq -u)
    [ -z "$extra" ] || fail "these files of $site are not in its SHA256SUMS: remove them, or run make again
$extra"
    links=$(find . ! -type d ! -type f)
    [ -z "$links" ] || fail "these entries of $site are not files, but links or the like: remove them, and run make again
$links"
}

# check_signed WHERE IS: refuses the site entered if its checksums are not signed by the key that it names, or if it names none
# while the site shown now does (IS is not empty).
check_signed() {
    if [ -f SIGNERS.txt ]; then
        verify SIGNERS.txt || fail "the signature of $site/SHA256SUMS is missing, or not of the key in project.toml:
ssh-keygen -Y sign -f KEY -n file $site/SHA256SUMS (docs/source/publishing/releases.rst)"
    elif [ -n "$2" ]; then
        fail "the site on the $1 is signed, and $site is not: signing_key in project.toml (docs/source/publishing/releases.rst)"
    fi
}

# verify SIGNERS: whether these have signed the checksums of the site entered.
verify() {
    [ -f SHA256SUMS.sig ] && ssh-keygen -Y verify -f "$1" -I publisher -n file -s SHA256SUMS.sig <SHA256SUMS >/dev/null 2>&1
}

# check_addresses WHERE RELEASED PAGES: refuses the site entered if it lacks addresses that were given out, WHERE it is shown now.
# RELEASED are folders archive/<publication>/<version>/<language>/<publication>, PAGES all pages outside of the archive.
# A page that is gone from an edition that is still there keeps its address by an entry in publication.toml; of a withdrawn

check_addresses() {
    for place in $2; do
        [ -d "$place" ] || fail "$place is on the $1 and not in $site: copy the archive here, run make"
    done
    missing=
    while read -r page; do
        rest=${page#*/}
        edition=${page%%/*}/${rest%%/*}
        case $page in "" | */_* | */genindex.html | */search.html | *modindex.html) continue ;; esac
        if [ -d "$edition/_static" ] && [ ! -e "$page" ]; then
            missing="$missing
  $page"
        fi
    done <<PAGES
$3
PAGES
    [ -z "$missing" ] || fail "these pages are on the $1 and not in $site:$missing
say in publication.toml where each leads, [[moved]], or why it went, [[removed]], and run make (docs/source/editors/changes.rst)"
}
