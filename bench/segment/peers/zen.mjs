// A decision of zen-engine as a chain of nodes, and the native time of each evaluation.
import { ZenEngine } from '@gorules/zen-engine';
import { median } from '../../rounds.mjs';

export const expressions = (id, list) => ({ id, name: id, type: 'expressionNode', content: { passThrough: true, expressions: list.map(([key, value], n) => ({ id: `${id}${n}`, key, value })) } });

/** rules: pairs of conditions, one an input, and the value of the output as an expression. */
export const table = (id, inputs, output, rules) => ({
  id, name: id, type: 'decisionTableNode',
  content: {
    hitPolicy: 'first', passThrough: true, executionMode: 'single',
    inputs: inputs.map((field) => ({ id: `in_${field}`, name: field, field })), outputs: [{ id: 'out', name: output, field: output }],
    rules: rules.map(([conditions, value], n) => ({ _id: `${id}${n}`, out: String(value), ...Object.fromEntries(inputs.map((field, i) => [`in_${field}`, conditions[i]])) })),
  },
});

const nanoseconds = (text) => { const [, n, unit] = /^([\d.]+)\s*(ns|µs|us|ms|s)$/.exec(text); return n * { ns: 1, 'µs': 1e3, us: 1e3, ms: 1e6, s: 1e9 }[unit]; };

export function decision(inner) {
  const steps = [{ id: 'in', name: 'in', type: 'inputNode' }, ...inner, { id: 'out', name: 'out', type: 'outputNode' }];
  const edges = steps.slice(1).map((step, n) => ({ id: `e${n}`, sourceId: steps[n].id, targetId: step.id, type: 'edge' }));
  const zen = new ZenEngine().createDecision({ contentType: 'application/vnd.gorules.decision', nodes: steps, edges });
  const native = [];
  return {
    native: () => median(native),
    async evaluate(row) {
      const { result, performance: took } = await zen.evaluate(row);
      native.push(nanoseconds(took));
      return result;
    },
  };
}
