#!/bin/sh
# Makes the Python environments of the tools beside which copydesk is measured. Git ignores them.
# PY311 and PY312 choose the interpreters.
set -eu
cd "$(dirname "$0")"
make() { # make ENVIRONMENT INTERPRETER REQUIREMENTS
  "$2" -m venv "$1"
  "$1/bin/pip" install --quiet -r "$3"
}
make .venv311 "${PY311:-python3.11}" requirements.txt
make .venvsimhash "${PY311:-python3.11}" requirements-simhash.txt
make .venv312 "${PY312:-python3.12}" requirements-312.txt
