# Sets `python` to a Python that can set everything up: 3.11 or newer, with the modules that make an environment.
# To be read ("sourced") by bin/run and bin/test, which set `root`.

python=
recent_enough=
for candidate in "$root/.venv/bin/python" python3.13 python3.12 python3.11 python3; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    recent_enough=$candidate
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
      python=$candidate
      break
    fi
  fi
done
if [ -z "$python" ]; then
  if [ -z "$recent_enough" ]; then
    echo "Python 3.11 or newer is needed and was not found: install it (on Debian or Ubuntu: apt-get install python3 python3-venv) and run this again." >&2
  else
    echo "$recent_enough lacks the modules venv and ensurepip: install them (on Debian or Ubuntu: apt-get install python3-venv) and run this again." >&2
  fi
  exit 1
fi
