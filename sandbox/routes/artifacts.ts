import {
  type Call,
  HttpError,
  notFound,
  numberParam,
  ok,
  param,
  type Route,
  redirect,
} from '../http.ts';
import { paged } from '../paging.ts';
import { artifactJson } from '../views/run.ts';
import type { Run } from '../world.ts';
import { runOf } from './actions.ts';

const runs = '/repos/{owner}/{repo}/actions/runs';
const READ = 'actions=read';

function listArtifacts(call: Call, run?: Run) {
  const name = call.query.get('name');
  const upwards = run !== undefined && call.query.get('direction') === 'asc';
  const found = call.world.artifacts
    .filter((one) => !run || one.runId === run.id)
    .filter((one) => name === null || one.name === name)
    .sort((a, b) => (upwards ? a.id - b.id : b.id - a.id));
  return paged(
    call,
    found,
    (artifact) => artifactJson(call.view, artifact),
    (artifacts, total_count) => ({ total_count, artifacts }),
  );
}

function artifactOf(call: Call) {
  const found = call.world.artifacts.find((one) => one.id === numberParam(call, 'artifact_id'));
  if (!found) throw notFound();
  return found;
}

export const artifactRoutes: readonly Route[] = [
  {
    operation: 'actions/list-workflow-run-artifacts',
    method: 'GET',
    path: `${runs}/{run_id}/artifacts`,
    needs: READ,
    handle: (call) => listArtifacts(call, runOf(call)),
  },
  {
    operation: 'actions/list-artifacts-for-repo',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/artifacts',
    needs: READ,
    handle: (call) => listArtifacts(call),
  },
  {
    operation: 'actions/get-artifact',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}',
    needs: READ,
    handle: (call) => ok(artifactJson(call.view, artifactOf(call))),
  },
  {
    operation: 'actions/download-artifact',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    needs: READ,
    handle: (call) => {
      const artifact = artifactOf(call);
      if (param(call, 'archive_format') !== 'zip') throw notFound();
      if (artifact.expired) throw new HttpError(410, 'Artifact has expired');
      return redirect(call.store(artifact.bytes, artifact.contentType, `${artifact.name}.zip`));
    },
  },
];
