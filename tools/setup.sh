#!/usr/bin/env bash
# Installs what the Makefile's targets need: `setup.sh python` and `setup.sh spark` into .venv, `setup.sh node`
# into node_modules.
set -euo pipefail

NEEDED_MB=4000
LOG=build/setup.log

fail() {
  echo "sluice: $1" >&2
  exit 1
}

find_python() {
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "no Python 3.11 or newer was found: install one, or name it with 'make PYTHON=/path/to/python3.11'"
}

check_disk() {
  local free
  free=$(df -Pm . | awk 'NR == 2 {print $4}')
  [ "$free" -ge "$NEEDED_MB" ] || fail "only ${free} MB are free here and the packages take ${NEEDED_MB}: free some disk"
}

run() {
  local what=$1
  shift
  "$@" >>"$LOG" 2>&1 || fail "$what failed: is there a network? The last line was: $(tail -n 1 "$LOG") (all in $LOG)"
}

install_python() {
  local python
  python=$(find_python)
  check_disk
  echo "Installing Python packages into .venv (once)"
  run "making .venv" "$python" -m venv .venv
  run "installing uv" .venv/bin/python -m pip install --quiet "$(grep ^uv== requirements.txt)"
  run "installing requirements.txt" .venv/bin/uv pip install --python .venv/bin/python -r requirements.txt
  install_sluice
}

# The command line by its name, from wherever it is called; nothing else is to find the packages beside it.
install_sluice() {
  cat >.venv/bin/sluice <<SCRIPT
#!/usr/bin/env bash
exec "$PWD/tools/sluice.sh" "\$@"
SCRIPT
  chmod +x .venv/bin/sluice
}

install_spark() {
  echo "Installing Spark and a Java for it into .venv (once)"
  run "installing requirements-spark.txt" .venv/bin/uv pip install --python .venv/bin/python -r requirements-spark.txt
}

install_node() {
  echo "Installing the CDK command line into node_modules (once)"
  run "installing package-lock.json" npm ci
}

cd "$(dirname "$0")/.."
mkdir -p build
: >"$LOG"
"install_$1"
