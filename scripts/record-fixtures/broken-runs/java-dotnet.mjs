/* Runs of Surefire and NUnit 2 that break. One test passes in each. */

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>till</groupId>
  <artifactId>till</artifactId>
  <version>1.0.0</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>junit</groupId>
      <artifactId>junit</artifactId>
      <version>4.x</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
</project>
`;
const java = (...lines) => ({
  files: {
    'pom.xml': POM,
    'ATest.java': 'public class ATest {\n  @org.junit.Test public void sums() {}\n}\n',
    'BTest.java': `import org.junit.*;\npublic class BTest {\n  @Test public void adds() {}\n${lines.join('\n')}\n}\n`,
  },
});
const JARS = '/usr/share/java/junit4.jar:/usr/share/java/hamcrest-core.jar';
const surefire = {
  name: 'surefire',
  version: '2.22.3',
  before: [
    ['mkdir', '-p', 'target/test-classes', 'target/classes'],
    ['javac', '-cp', JARS, '-d', 'target/test-classes', 'ATest.java', 'BTest.java'],
  ],
  command: 'mvn',
  args: [
    '-o',
    '-B',
    '-Dmaven.repo.local=/usr/share/maven-repo',
    'org.apache.maven.plugins:maven-surefire-plugin:2.22.3:test',
  ],
  reports: { junit: { file: 'target/surefire-reports/TEST-BTest.xml' } },
  situations: {
    killed: java('  @Test public void dies() { Runtime.getRuntime().halt(137); }'),
    exit: java('  @Test public void leaves() { System.exit(0); }'),
    setup: java(
      '  @BeforeClass public static void up() { throw new RuntimeException("no database"); }',
    ),
    teardown: java(
      '  @AfterClass public static void down() { throw new RuntimeException("still open"); }',
    ),
    timeout: java(
      '  @Test(timeout = 50) public void waits() throws Exception { Thread.sleep(5000); }',
    ),
    'fork time-out': {
      ...java('  @Test public void waits() throws Exception { Thread.sleep(60000); }'),
      args: ['-Dsurefire.timeout=3'],
    },
  },
};

const csharp = (...lines) => ({
  files: {
    'Till.cs': `using NUnit.Framework;\n[TestFixture] public class A { [Test] public void Sums() { } }\n[TestFixture] public class B {\n  [Test] public void Adds() { }\n${lines.join('\n')}\n}\n`,
  },
});
const LIBRARY = '/usr/lib/cli/nunit.framework-2.6.3/nunit.framework.dll';
const nunit = {
  name: 'nunit',
  version: '2.6.4',
  before: [
    ['cp', LIBRARY, '.'],
    ['mcs', '-target:library', `-r:${LIBRARY}`, '-out:Till.dll', 'Till.cs'],
  ],
  command: 'nunit-console',
  args: ['Till.dll', '-xml=out.xml', '-nologo'],
  reports: { nunit2: { file: 'out.xml' } },
  situations: {
    exit: csharp('  [Test] public void Leaves() { System.Environment.Exit(0); }'),
    setup: csharp(
      '  [TestFixtureSetUp] public void Up() { throw new System.Exception("no database"); }',
    ),
    teardown: csharp(
      '  [TestFixtureTearDown] public void Down() { throw new System.Exception("still open"); }',
    ),
    'not runnable': csharp('  [Test] public void Needs(int till) { }'),
    timeout: csharp(
      '  [Test, Timeout(100)] public void Waits() { System.Threading.Thread.Sleep(5000); }',
    ),
    zero: { files: { 'Till.cs': 'public class Till { }\n' } },
    'no assembly': { files: { 'Till.cs': 'public class {\n' } },
  },
};

export const JAVA_DOTNET = [surefire, nunit];
