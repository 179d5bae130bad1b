// The few options of curl that docs/API.md uses, by fetch: stands in for curl where a machine has none.
import { readFileSync, writeFileSync } from 'node:fs';

const given = process.argv.slice(2);
const headers = {};
const request = { method: 'GET', headers };
let url = '';
let outputFile;
while (given.length > 0) {
  const option = given.shift();
  if (option === '-X') request.method = given.shift();
  else if (option === '-o') outputFile = given.shift();
  else if (option === '-d') {
    request.body = given.shift();
    if (request.method === 'GET') request.method = 'POST';
  } else if (option === '-T') {
    request.body = readFileSync(given.shift());
    request.method = 'PUT';
  } else if (option === '-H') {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(given.shift());
    headers[name] = value;
  } else if (!option.startsWith('-')) url = option;
}
const response = await fetch(url, request);
const bytes = Buffer.from(await response.arrayBuffer());
if (outputFile === undefined) process.stdout.write(bytes);
else writeFileSync(outputFile, bytes);
if (!response.ok) process.exitCode = 22;
