export { type EnvironmentConfig, TestkaEnvironment } from '@testka/runners/jest-environment';
// oxlint-disable-next-line import/no-default-export -- Jest asks for it
export { TestkaEnvironment as default } from '@testka/runners/jest-environment';
