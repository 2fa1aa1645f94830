#!/bin/sh
# SPDX-License-Identifier: CC-BY-SA-4.0
# For any other service, and for cron: proofreads, makes the editions that are due and the site in build/site, and copies it to
# TO=[USER@HOST:]FOLDER, if that is set. Keep build/ between runs: what has not changed is not made again.
set -eu
program=${WEST_PIPELINE:-west-pipeline}

"$program" check
"$program" build
if [ -n "${TO:-}" ]; then
    rsync --archive --delete-delay build/site/ "$TO/"
fi
