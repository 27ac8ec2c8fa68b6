import {
  type Call,
  HttpError,
  invalid,
  mustText,
  notFound,
  numberParam,
  ok,
  param,
  type Route,
  textField,
} from '../http.ts';
import { checkAnnotations, checkOutputText } from '../limits.ts';
import { resolveRef } from '../lookup.ts';
import { paged } from '../paging.ts';
import { allChecks, checkJson, suiteJson } from '../views/check.ts';
import { htmlOf, type Json } from '../views/view.ts';
import type { Annotation, CheckRun } from '../world.ts';

const base = '/repos/{owner}/{repo}';
const READ = 'checks=read';
const WRITE = 'checks=write';

function annotationOf(value: unknown): Annotation {
  const given = (value ?? {}) as Partial<Annotation>;
  const { path, start_line, end_line, annotation_level, message } = given;
  if (!path || !start_line || !end_line || !annotation_level || message === undefined) {
    throw invalid('Invalid request.\n\nAn annotation misses a required field.');
  }
  return {
    path,
    start_line,
    end_line,
    start_column: given.start_column ?? null,
    end_column: given.end_column ?? null,
    annotation_level,
    title: given.title ?? null,
    message,
    raw_details: given.raw_details ?? null,
  };
}

function applyOutput(call: Call, check: CheckRun): void {
  const output = call.body['output'];
  if (output === undefined || output === null) return;
  const given = output as { title?: string; summary?: string; text?: string; annotations?: Json[] };
  if (given.summary === undefined) throw invalid('Invalid request.\n\n"summary" wasn\'t supplied.');
  checkOutputText('summary', given.summary);
  checkOutputText('text', given.text);
  checkAnnotations(given.annotations?.length ?? 0);
  check.title = given.title ?? check.title;
  check.summary = given.summary;
  check.text = given.text ?? check.text;
  check.annotations.push(...(given.annotations ?? []).map(annotationOf));
}

/** A conclusion completes a run; completing one without a conclusion is refused. */
function applyState(call: Call, check: CheckRun): void {
  const conclusion = textField(call, 'conclusion');
  const status = textField(call, 'status') ?? (conclusion ? 'completed' : undefined);
  if (status === undefined) return;
  if (status === 'completed' && !conclusion) {
    throw invalid('Invalid request.\n\nConclusion is required when status is completed.');
  }
  if (conclusion === 'stale') throw invalid('Invalid request.\n\nstale is not a valid conclusion.');
  check.status = status;
  check.conclusion = conclusion ?? null;
  const completed = textField(call, 'completed_at') ?? call.world.clock.now();
  check.completedAt = status === 'completed' ? completed : null;
}

function applyFields(call: Call, check: CheckRun): void {
  check.name = textField(call, 'name') ?? check.name;
  check.externalId = textField(call, 'external_id') ?? check.externalId;
  check.detailsUrl = textField(call, 'details_url') ?? check.detailsUrl;
  check.startedAt = textField(call, 'started_at') ?? check.startedAt;
  applyState(call, check);
  applyOutput(call, check);
}

/** A posted check cannot choose its suite and lands under any workflow of its commit. */
function createCheck(call: Call) {
  const { world } = call;
  const sha = mustText(call, 'head_sha');
  if (!call.repo.store.readCommit(sha)) throw invalid(`No commit found for SHA: ${sha}`);
  const suite = world.runs.find((run) => run.headSha === sha)?.checkSuiteId ?? world.nextId();
  const now = world.clock.tick();
  const check: CheckRun = {
    id: world.nextId(),
    sha,
    name: mustText(call, 'name'),
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: null,
    externalId: null,
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    suiteId: suite,
  };
  applyFields(call, check);
  world.checkRuns.push(check);
  return ok(checkJson(call.view, check), 201);
}

function checkOf(call: Call): CheckRun {
  const id = numberParam(call, 'check_run_id');
  const found = allChecks(call.world).find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

function updateCheck(call: Call) {
  const check = checkOf(call);
  if (!call.world.checkRuns.includes(check)) {
    throw new HttpError(403, 'Invalid app_id: check run belongs to a workflow');
  }
  call.world.clock.tick();
  applyFields(call, check);
  return ok(checkJson(call.view, check));
}

const shaOf = (call: Call): string => {
  const sha = resolveRef(call.repo, param(call, 'ref'));
  if (sha === undefined) throw invalid(`No commit found for SHA: ${param(call, 'ref')}`);
  return sha;
};

function listChecks(call: Call) {
  const sha = shaOf(call);
  const name = call.query.get('check_name');
  const status = call.query.get('status');
  const all = allChecks(call.world)
    .filter((one) => one.sha === sha)
    .filter((one) => name === null || one.name === name)
    .filter((one) => status === null || one.status === status)
    .sort((a, b) => b.id - a.id);
  const newest = all.filter(
    (one, at) =>
      all.findIndex((other) => other.name === one.name && other.suiteId === one.suiteId) === at,
  );
  return paged(
    call,
    call.query.get('filter') === 'all' ? all : newest,
    (check) => checkJson(call.view, check),
    (check_runs, total_count) => ({ total_count, check_runs }),
  );
}

function listAnnotations(call: Call) {
  const check = checkOf(call);
  const blob = `${htmlOf(call.view, call.repo)}/blob/${check.sha}`;
  return paged(call, check.annotations, (annotation) => ({
    ...annotation,
    blob_href: `${blob}/${annotation.path}`,
  }));
}

export const checkRoutes: readonly Route[] = [
  {
    operation: 'checks/create',
    method: 'POST',
    path: `${base}/check-runs`,
    needs: WRITE,
    handle: createCheck,
  },
  {
    operation: 'checks/get',
    method: 'GET',
    path: `${base}/check-runs/{check_run_id}`,
    needs: READ,
    handle: (call) => ok(checkJson(call.view, checkOf(call))),
  },
  {
    operation: 'checks/update',
    method: 'PATCH',
    path: `${base}/check-runs/{check_run_id}`,
    needs: WRITE,
    handle: updateCheck,
  },
  {
    operation: 'checks/list-annotations',
    method: 'GET',
    path: `${base}/check-runs/{check_run_id}/annotations`,
    needs: READ,
    handle: listAnnotations,
  },
  {
    operation: 'checks/list-for-ref',
    method: 'GET',
    path: `${base}/commits/{ref}/check-runs`,
    needs: READ,
    handle: listChecks,
  },
  {
    operation: 'checks/list-suites-for-ref',
    method: 'GET',
    path: `${base}/commits/{ref}/check-suites`,
    needs: READ,
    handle: (call) => {
      const sha = shaOf(call);
      return paged(
        call,
        call.world.runs.filter((run) => run.headSha === sha),
        (run) => suiteJson(call.view, run),
        (check_suites, total_count) => ({ total_count, check_suites }),
      );
    },
  },
];
