#!/bin/sh
# The schema that people read is the one that the migrations make.
set -eu
exec "$(dirname "$0")/../../tools/schema.sh" check
