#!/bin/sh
# Called where there is no network: runs a node from the unpacked archive, as a user without rights where root calls it.
# Arguments: folder of the program, folder for the home. The last line is "offline: done".
set -eu
program=$1 home=$2
port=$((20000 + $$ % 9000))
ip link set lo up
if command -v curl >/dev/null && curl -s -m 3 https://example.org >/dev/null; then echo "there is a network"; exit 1; fi
cd "$program"
env -i PATH=/usr/bin:/bin ./setu init --home "$home" --party ca --peer in --host 127.0.0.1 --port "$port" >/dev/null 2>&1
./node_modules/.bin/node -e '
  const fs = require("node:fs");
  const [file, port] = process.argv.slice(1);
  const config = JSON.parse(fs.readFileSync(file, "utf8"));
  fs.writeFileSync(file, JSON.stringify({ ...config, operations: { host: "127.0.0.1", port: Number(port) } }));
' "$home/node.json" $((port + 1))
env -i PATH=/usr/bin:/bin ./node_modules/.bin/node server/src/main.ts --home "$home" > "$home.log" 2>&1 &
node=$!
ask() { ./node_modules/.bin/node -e 'fetch(process.argv[1]).then(async (a) => { process.stdout.write(await a.text()); process.exit(a.ok ? 0 : 1); }, () => process.exit(1))' "$1"; }
left=60
until ask "http://127.0.0.1:$((port + 1))/readyz" >/dev/null; do
  left=$((left - 1))
  [ "$left" -gt 0 ] || { cat "$home.log"; exit 1; }
  sleep 0.5
done
ask "http://127.0.0.1:$port/" | grep -q '<html'
ask "http://127.0.0.1:$((port + 1))/metrics" > "$home.metrics"
env -i PATH=/usr/bin:/bin ./setu doctor --home "$home" > "$home.doctor"
kill -TERM "$node"
wait "$node"
echo "offline: done"
