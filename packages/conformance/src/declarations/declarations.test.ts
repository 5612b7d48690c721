import { AlterClientQuotasRequest, type Message } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { declarationsWanted, type Definitions, differencesOf } from './compare.ts';
import { DECLARATIONS } from './declarations.ts';
import { definitionsBesideCheckout } from './definition-files.ts';
import { type KafkaField, parseDefinitions } from './kafka-definition.ts';

const beside = definitionsBesideCheckout();

// On other machines `npm run test:kafka` compares with what lies in Kafka's jars.
if (beside !== undefined) {
  describe('against the definitions beside the checkout', () => {
    test('every message is declared, and nothing else', () => {
      expect([...DECLARATIONS.keys()].sort()).toEqual([...declarationsWanted(beside)].sort());
    });

    test.each([...DECLARATIONS])('%s is declared as Kafka declares it', (name, message) => {
      expect(differencesOf(name, message, beside)).toEqual([]);
    });
  });
}

describe('what is noticed', () => {
  const ours: Message = AlterClientQuotasRequest;
  const entity = { name: 'Entity', type: '[]EntityData', versions: '0+' };
  const entityFields: readonly KafkaField[] = [
    { name: 'EntityType', type: 'string', versions: '0+' },
    { name: 'EntityName', type: 'string', versions: '0+', nullableVersions: '0+' },
  ];
  const ops = { name: 'Ops', type: '[]OpData', versions: '0+' };
  const opFields: readonly KafkaField[] = [
    { name: 'Key', type: 'string', versions: '0+' },
    { name: 'Value', type: 'float64', versions: '0+' },
    { name: 'Remove', type: 'bool', versions: '0+' },
  ];
  const validateOnly: KafkaField = { name: 'ValidateOnly', type: 'bool', versions: '0+' };

  interface Said {
    readonly head?: object;
    readonly entries?: readonly KafkaField[];
    readonly after?: readonly KafkaField[];
  }

  function kafka({
    head = {},
    entries = [
      { ...entity, fields: entityFields },
      { ...ops, fields: opFields },
    ],
    after = [validateOnly],
  }: Said): Definitions {
    const fields = [{ name: 'Entries', type: '[]EntryData', versions: '0+', fields: entries }, ...after];
    const name = 'AlterClientQuotasRequest';
    const definition = {
      apiKey: 49,
      type: 'request',
      name,
      validVersions: '0-1',
      flexibleVersions: '1+',
      fields,
      ...head,
    };
    return { newest: parseDefinitions([`// A comment.\n${JSON.stringify(definition)}`]), old: new Map() };
  }

  const tagged: KafkaField = { ...validateOnly, versions: '1+', taggedVersions: '1+', tag: 0 };
  test.each<{ what: string; said: Said; found: string[] }>([
    { what: 'nothing where all is the same', said: {}, found: [] },
    { what: 'another key', said: { head: { apiKey: 50 } }, found: [': API key: 49 is declared, Kafka says 50'] },
    {
      what: 'a version too many',
      said: { head: { validVersions: '0' } },
      found: [': versions: 0–1 is declared, Kafka says 0–0', ' v1: Kafka has no such version'],
    },
    {
      what: 'a version too few',
      said: { head: { validVersions: '0-2' } },
      found: [': versions: 0–1 is declared, Kafka says 0–2'],
    },
    {
      what: 'no version that may still change',
      said: { head: { validVersions: '0-2', latestVersionUnstable: true } },
      found: [],
    },
    {
      what: 'where versions become flexible',
      said: { head: { flexibleVersions: '0+' } },
      found: [': flexible from: 1 is declared, Kafka says 0'],
    },
    {
      what: 'another order',
      said: {
        entries: [
          { ...ops, fields: opFields },
          { ...entity, fields: entityFields },
        ],
      },
      found: [0, 1].map((version) => ` v${version}: "entity: []struct" is declared, Kafka says "ops: []struct"`),
    },
    {
      what: 'a field too few',
      said: { after: [validateOnly, { name: 'Why', type: 'string', versions: '1+' }] },
      found: [' v1: Kafka also says "why: string"'],
    },
    {
      what: 'a field too many',
      said: { after: [] },
      found: [0, 1].map(
        (version) => ` v${version}: "validateOnly: bool = false" is declared, Kafka says "nothing more"`,
      ),
    },
    {
      what: 'another type',
      said: { after: [{ ...validateOnly, type: 'int8' }] },
      found: [0, 1].map(
        (version) => ` v${version}: "validateOnly: bool = false" is declared, Kafka says "validateOnly: int8 = 0"`,
      ),
    },
    {
      what: 'another default',
      said: { after: [{ ...validateOnly, default: 'true' }] },
      found: [0, 1].map(
        (version) => ` v${version}: "validateOnly: bool = false" is declared, Kafka says "validateOnly: bool = true"`,
      ),
    },
    {
      what: 'null where it is allowed, and no sooner',
      said: { after: [{ ...validateOnly, nullableVersions: '1+' }] },
      found: [' v1: "validateOnly: bool = false" is declared, Kafka says "validateOnly: bool? = false"'],
    },
    {
      what: 'a tag, and since when',
      said: { after: [tagged] },
      found: [
        ' v0: "validateOnly: bool = false" is declared, Kafka says "nothing more"',
        ' v1: "validateOnly: bool = false" is declared, Kafka says "validateOnly: bool, tag 0 = false"',
      ],
    },
    {
      what: 'a length that stays plain',
      said: { after: [{ ...validateOnly, flexibleVersions: 'none' }] },
      found: [0, 1].map(
        (version) =>
          ` v${version}: "validateOnly: bool = false" is declared, Kafka says "validateOnly: bool, plain = false"`,
      ),
    },
  ])('$what', ({ said, found }) => {
    const differences = differencesOf('AlterClientQuotasRequest', ours, kafka(said));
    expect(differences).toEqual(found.map((each) => `AlterClientQuotasRequest${each}`));
  });

  test('versions that only the old release speaks are compared with it', () => {
    const { newest } = kafka({ head: { validVersions: '1' } });
    const { newest: old } = kafka({ after: [] });
    const found = ['AlterClientQuotasRequest v0: "validateOnly: bool = false" is declared, Kafka says "nothing more"'];
    expect(differencesOf('AlterClientQuotasRequest', ours, { newest, old })).toEqual(found);
  });

  test('a message that Kafka does not have', () => {
    expect(differencesOf('OurOwnRequest', ours, kafka({}))).toEqual(['OurOwnRequest: Kafka has no such message']);
  });
});
