import jsTokens from 'js-tokens';
import type { SettingsFile } from '../../model/workflow.ts';

/** Comments and texts of Kotlin, Groovy, and Dart. */
export const QUOTED_TEXTS =
  /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** Comments and texts of Python. */
export const PYTHON_TEXTS =
  /#.*|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** Comments of several lines in Ruby. */
export const RUBY_COMMENTS = /^=begin\b[\s\S]*?(?:^=end\b|$(?![\s\S]))/gm;

/**
 * Returns the text of a script, a Gradle build, a POM, a Python file, or a Rakefile with spaces in place of its
 * comments, so that lines and columns stay; of Python, also of texts of several lines, which are its block
 * comments. A glob is no comment, although `'src/**'` contains the beginning of one.
 */
export function withoutComments({ path, text }: Pick<SettingsFile, 'path' | 'text'>): string {
  if (/\.[cm]?[jt]sx?$/.test(path)) return scriptWithout(text, path.endsWith('x'));
  if (/\.(?:gradle|kts)$/.test(path)) {
    return text.replace(QUOTED_TEXTS, (found) => (found.startsWith('/') ? blank(found) : found));
  }
  if (path.endsWith('.py')) {
    return text.replace(PYTHON_TEXTS, (found) =>
      /^(?:#|"""|''')/.test(found) ? blank(found) : found,
    );
  }
  if (/(?:^|\/)[Rr]akefile$|\.rb$/.test(path)) return text.replace(RUBY_COMMENTS, blank);
  return path.endsWith('.xml') ? text.replace(/<!--[\s\S]*?(?:-->|$)/g, blank) : text;
}

function scriptWithout(text: string, jsx: boolean): string {
  let code = '';
  for (const { type, value } of jsTokens(text, { jsx })) {
    code += type.endsWith('Comment') ? blank(value) : value;
  }
  return code;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
