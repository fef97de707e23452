// The names of the severities of findings.

import { t } from './words.js';

export const SEVERITY = { error: t('w-severity-error'), warning: t('w-severity-warning'), note: t('w-severity-note') };
