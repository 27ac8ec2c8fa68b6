const lockfiles =
  /^(?:requirements[\w.-]*\.(?:txt|in)|[\w.-]*requirements\.txt|constraints[\w.-]*\.txt|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lock|uv\.lock|poetry\.lock|pdm\.lock|pylock(?:\.[\w-]+)?\.toml|Pipfile\.lock|go\.sum|Cargo\.lock|Gemfile\.lock|gems\.locked|composer\.lock|packages\.lock\.json|gradle\.lockfile|buildscript-gradle\.lockfile|mix\.lock|Package\.resolved|Podfile\.lock|pubspec\.lock)$/;

const settings =
  /^(?:pyproject\.toml|setup\.cfg|tox\.(?:ini|toml)|pytest\.ini|\.coveragerc|package\.json|(?:jest|vitest|vite|playwright|cypress)\.config\.(?:js|cjs|mjs|ts|cts|mts|json)|karma\.conf\.[cm]?[jt]s|\.mocharc\.(?:json|ya?ml|c?js)|\.nycrc(?:\.json|\.ya?ml)?|nyc\.config\.c?js|\.c8rc\.json|\.?codecov\.ya?ml|sonar-project\.properties|build\.gradle(?:\.kts)?|pom\.xml|\.python-version|\.nvmrc|\.node-version|\.ruby-version|\.java-version|\.go-version|\.tool-versions|\.sdkmanrc|mise\.toml|\.mise\.toml|go\.mod|rust-toolchain(?:\.toml)?|global\.json|\.terraform-version|\.simplecov|(?:GNUm|[Mm])akefile|\.?[Jj]ustfile|[Tt]askfile(?:\.dist)?\.ya?ml|noxfile\.py|composer\.json|deno\.jsonc?|\.yarnrc\.yml|[Rr]akefile(?:\.rb)?)$/;

/** Folders of third-party code and test data. */
const vendored =
  /(?:^|\/)(?:node_modules|vendor|third_party|\.git|testdata|fixtures|__fixtures__)\//;

/** Whether a path of the repository is a lockfile or requirements file that `readLockfile` knows by its name. */
export function isLockfile(path: string): boolean {
  const inRequirements = /(?:^|\/)requirements\/[\w.-]+\.txt$/.test(path);
  return !vendored.test(path) && (inRequirements || lockfiles.test(baseName(path)));
}

/** Whether a path is a settings file that thresholds, dependencies or runtime versions are read from. */
export function isSettingsFile(path: string): boolean {
  if (path === '.github/workflows/actions.lock') return true;
  return !vendored.test(path) && settings.test(baseName(path));
}

/** Whether a path is a workflow, or an action of the repository. */
export function isWorkflowFile(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

export function isActionFile(path: string): boolean {
  return !vendored.test(path) && /^action\.ya?ml$/.test(baseName(path));
}

/** Returns the file's name without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Returns the file's folder, '' for the root of the repository. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
