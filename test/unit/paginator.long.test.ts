// The same tests, thoroughly.
import './paginator.test';
