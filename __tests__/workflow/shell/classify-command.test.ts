import { expect, it } from '@jest/globals';
import {
  gateTargetOf,
  gateToolOf,
  measuresCoverage,
} from '../../../src/workflow/shell/classify-command.ts';

const split = (text: string) => text.split(' ');

it.each([
  ['pytest -q', 'test'],
  ['python -m pytest', 'test'],
  ['python -W error -m unittest discover', 'test'],
  ['sudo -E poetry run pytest', 'test'],
  ['uv run --locked pytest', 'test'],
  ['coverage run -m pytest', 'test'],
  ['coverage report --fail-under=80', 'coverage'],
  ['npx nyc --check-coverage mocha', 'test'],
  ['npm test', 'test'],
  ['npm t', 'test'],
  ['npm run test:unit -- --coverage', 'test'],
  ['yarn workspace web test', 'test'],
  ['pnpm --filter web test', 'test'],
  ['make -C app lint', 'lint'],
  ['pnpm run lint', 'lint'],
  ['npm run typecheck', 'type'],
  ['npm run build', 'build'],
  ['npm audit --audit-level=high', 'scan'],
  ['npm ci', undefined],
  ['go test ./...', 'test'],
  ['go vet ./...', 'lint'],
  ['cargo +nightly test', 'test'],
  ['cargo clippy --locked', 'lint'],
  ['./gradlew check', 'test'],
  ['./mvnw -B verify', 'test'],
  ['dotnet test --no-restore', 'test'],
  ['./node_modules/.bin/jest', 'test'],
  ['pip-audit -r requirements.txt', 'scan'],
  ['mypy src', 'type'],
  ['ruff check .', 'lint'],
  ['make', 'build'],
  ['make test', 'test'],
  ['make -j4 lint', 'lint'],
  ['./scripts/check-licenses.sh', 'other'],
  ['python scripts/verify_schema.py', 'other'],
  ['bash ci/run-tests.sh', 'test'],
  ['docker run --rm -v /w:/w -w /w python:3.13 pytest -q', 'test'],
  ['docker exec -t web npm test', 'test'],
  ['docker compose -f ci.yml run --rm -e CI=1 web pytest', 'test'],
  ['docker-compose exec -T web bin/rails test', 'test'],
  ['docker compose run --rm integration-tests', 'test'],
  ['docker compose run --rm web', undefined],
  ['podman run --network host img cargo test', 'test'],
  ['kubectl exec pod/web -c app -- npm test', 'test'],
  ['nix develop .#ci -c cargo test', 'test'],
  ['xvfb-run -a npm test', 'test'],
  ['xvfb-run -n 99 -s -ac npm test', 'test'],
  ['timeout -k 5 600 pytest', 'test'],
  ['env -u CI DEBUG=1 pytest', 'test'],
  ['xargs -n 1 -P 4 shellcheck', 'lint'],
  ['bundle exec rake', 'test'],
  ['bin/rails test', 'test'],
  ['xcodebuild -scheme App test', 'test'],
  ['richgo test ./...', 'test'],
  ['cross test --target x', 'test'],
  ['${{ env.CARGO }} test', 'test'],
  ['earthly +test', 'test'],
  ['earthly -P ./lib+integration-test', 'test'],
  ['mix test', 'test'],
  ['swift test', 'test'],
  ['composer run-script test', 'test'],
  ['Invoke-Pester -CI', 'test'],
  ['echo pytest', undefined],
  ['pytest --version', undefined],
  ['rm -rf tests', undefined],
  ['git commit -m test', undefined],
  ['pip install pytest', undefined],
  ['command -v pytest', undefined],
])('%s gates %s', (command, target) => {
  expect(gateTargetOf(split(command))).toBe(target);
});

it('names a tool the same whatever its wrapper', () => {
  const names = [
    'pytest -q',
    'python -m pytest tests',
    'uv run pytest',
    'poetry run pytest -x',
  ].map((text) => gateToolOf(split(text)));
  expect(names).toEqual(['pytest', 'pytest', 'pytest', 'pytest']);
});

it.each([
  ['pytest --cov=src', true],
  ['coverage run -m pytest', true],
  ['npx jest --coverage', true],
  ['go test -coverprofile=c.out ./...', true],
  ['pytest -q', false],
  ['npm test', false],
])('%s measures coverage: %p', (command, measured) => {
  expect(measuresCoverage(split(command))).toBe(measured);
});

it.each([
  ['./gradlew build', './gradlew build'],
  ['./build.ps1 -All', './build.ps1'],
  ['bash ci/test.sh', 'bash ci/test.sh'],
])('names the program of %j once', (text, tool) => {
  expect(gateToolOf(text.split(' '))).toBe(tool);
});
