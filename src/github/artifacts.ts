import type { ListedArtifact } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, maybeText, numberOf, numberOr, textOf, textOr } from './decode.ts';
import { download } from './download.ts';
import { askAllPages } from './pages.ts';

const permission = 'actions: read';

/** A longer log is refused: 32 MiB are some 300,000 lines. */
const maxLogBytes = 32 * 1024 * 1024;

function artifactOf(artifact: Fields): ListedArtifact {
  return {
    id: numberOf(artifact, 'id'),
    name: textOf(artifact, 'name'),
    bytes: numberOr(artifact, 'size_in_bytes', 0),
    expired: artifact['expired'] === true,
    ...maybeText('digest', artifact, 'digest'),
    createdAt: textOr(artifact, 'created_at', ''),
    runId: numberOr(fieldsIn(artifact, 'workflow_run'), 'id', 0),
  };
}

/** Artifacts of a run; names are unique in a run, and none tells its attempt. */
export function listArtifacts(
  client: Client,
  runId: number,
): Promise<Result<readonly ListedArtifact[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
  const question = { route, params: { run_id: runId }, permission };
  return askAllPages(client, question, { under: 'artifacts' }, (item) => {
    const artifact = artifactOf(item);
    return artifact.runId === 0 ? { ...artifact, runId } : artifact;
  });
}

/** The archive, or since upload-artifact v7 perhaps a single file that was never zipped. */
export function downloadArtifact(
  client: Client,
  id: number,
  maxBytes: number,
): Promise<Result<Uint8Array>> {
  const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/zip';
  return download(client, { route, params: { artifact_id: id }, permission }, maxBytes);
}

/** A job's log as text; bytes that are not UTF-8 become replacement characters. */
export async function readJobLog(client: Client, jobId: number): Promise<Result<string>> {
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  const question = { route, params: { job_id: jobId }, permission };
  const bytes = await download(client, question, maxLogBytes);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
}
