// The standard return with bpmn-engine: `node bpmn_engine_return.mjs DATABASE START`, where START is the start data.
//
// The state goes into SQLite when an activity that must be durable has ended and when the process waits. A wait ends
// this engine; whoever answers reads the state by the order number, recovers an engine from it and goes on.
import { EventEmitter } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import * as elements from 'bpmn-elements';
import { Engine } from 'bpmn-engine';
import BpmnModdle from 'bpmn-moddle';
import serialize, { TypeResolver } from 'moddle-context-serializer';

const [, , path, start] = process.argv;
const source = readFileSync(new URL('standard_return.bpmn', import.meta.url), 'utf8');
const sourceContext = serialize(await new BpmnModdle().fromXML(source), TypeResolver({ ...elements }));
const DURABLE = new Set(['bpmn:ServiceTask', 'bpmn:UserTask']);
const BANDS = [[14, 0], [30, 15], [60, 20], [75, 25], [Infinity, 50]];

const services = {
  decideFee(scope, done) {
    const { variables } = scope.environment;
    variables.fee_pct = BANDS.find(([limit]) => variables.age <= limit)[1];
    variables.has_fee = variables.fee_pct > 0;
    done(null, variables.fee_pct);
  },
  call(scope, done) {
    scope.environment.variables[scope.id] = { id: `${scope.id}-1` };
    done(null, true);
  },
};

const database = new DatabaseSync(path);
database.exec('PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE IF NOT EXISTS instance (order_no TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT');
const insert = database.prepare('INSERT INTO instance (order_no, state) VALUES (?, ?)');
const update = database.prepare('UPDATE instance SET state = ? WHERE order_no = ?');
const select = database.prepare('SELECT state FROM instance WHERE order_no = ?');

/** The state without the diagram, which is the same for all and is handed to each engine. */
function stateOf(execution) {
  return JSON.stringify(execution.getState(), (name, value) => (name === 'source' ? undefined : value));
}

/** Lets an engine go on until it waits or is over; `saved` is told when each activity became durable. */
function goOn(engine, orderNo, act, saved = () => {}) {
  return new Promise((resolve, reject) => {
    const listener = new EventEmitter();
    const save = (execution) => update.run(stateOf(execution), orderNo);
    listener.on('activity.end', (api, execution) => {
      if (!DURABLE.has(api.type)) return;
      save(execution);
      saved(api.id);
    });
    listener.on('activity.wait', (api, execution) => {
      if (api.id === waitsFor.get(engine)) return; // it says again what it waited for when it was recovered
      save(execution);
      resolve(execution);
    });
    engine.once('end', (execution) => {
      save(execution);
      resolve(execution);
    });
    engine.once('error', reject);
    act(listener).catch(reject);
  });
}

const waitsFor = new WeakMap();

function recovered(orderNo, waitedFor) {
  const engine = new Engine({ sourceContext, services }).recover(JSON.parse(select.get(orderNo).state), { services });
  waitsFor.set(engine, waitedFor);
  return engine;
}

async function run(number) {
  const orderNo = `SO-${process.pid}-${number}`;
  const variables = { ...JSON.parse(start), order_no: orderNo };
  const first = new Engine({ name: orderNo, sourceContext, services, variables });
  insert.run(orderNo, '');
  let execution = await goOn(first, orderNo, (listener) => first.execute({ listener }));
  await execution.stop();

  const begin = performance.now();
  let taskSeconds = 0;
  const second = recovered(orderNo, 'approve');
  const approve = async (listener) => (await second.resume({ listener })).signal({ id: 'approve', form: { is_approved: true } });
  execution = await goOn(second, orderNo, approve, (id) => {
    if (id === 'approve') taskSeconds = (performance.now() - begin) / 1000;
  });
  await execution.stop();

  const third = recovered(orderNo, 'goods');
  const receive = async (listener) => (await third.resume({ listener })).signal({ id: 'goods_received' });
  execution = await goOn(third, orderNo, receive);
  check(orderNo, execution);
  return taskSeconds;
}

function check(orderNo, execution) {
  const [definition] = JSON.parse(select.get(orderNo).state).definitions;
  const { status, processes } = definition.execution;
  const { age, fee_pct: fee, credit } = processes[0].environment.variables;
  if (status !== 'completed' || execution.state !== 'idle' || age !== 20 || fee !== 15 || credit !== 102) {
    throw new Error(`${orderNo}: expected an end with 20, 15 and 102, found ${status} with ${age}, ${fee} and ${credit}`);
  }
}

async function measure(rounds) {
  const begin = performance.now();
  const processor = process.cpuUsage();
  const taskSeconds = [];
  for (let round = 0; round < rounds; round += 1) taskSeconds.push(await run((count += 1)));
  const { user, system } = process.cpuUsage(processor);
  return { seconds: (performance.now() - begin) / 1000, task_seconds: taskSeconds, cpu_seconds: (user + system) / 1e6 };
}

function size() {
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  return { bytes: statSync(path).size };
}

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
let count = 0;
console.log(JSON.stringify({ version: dependencies['bpmn-engine'] }));
for await (const line of createInterface({ input: process.stdin })) {
  const [request, rounds] = line.split(' ');
  console.log(JSON.stringify(request === 'size' ? size() : await measure(Number(rounds))));
}
