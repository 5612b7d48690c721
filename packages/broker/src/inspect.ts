/** The method that Node's console asks how to show an object. Its own properties would show next to nothing of a handle. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom');
