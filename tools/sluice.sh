#!/usr/bin/env bash
# The operator's command line. DOMAIN=FOLDER: the domain of that folder, by default the one that cdk.json names.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
domain=${DOMAIN:-$(sed -nE 's/^ *"domain": "([^"]*)".*/\1/p' "$here/cdk.json")}
if [ ! -f "$here/$domain/domain/__init__.py" ]; then
  echo "sluice: DOMAIN is $domain: $here has no $domain/domain/__init__.py, see docs/forking.md" >&2
  exit 2
fi
PYTHONPATH="$here/$domain:$here" exec "$here/.venv/bin/python" -P -m sluice "$@"
