// The same tests, thoroughly.
import './callUpdated.test';
