// The same tests, thoroughly.
import './callSummary.test';
